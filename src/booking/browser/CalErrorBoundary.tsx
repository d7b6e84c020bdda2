import { Component, type ErrorInfo, type ReactNode } from "react";
import type { BookingDialogElement, BookingFault } from "./booking-intent.ts";

interface Props {
  dialog: BookingDialogElement | null;
  children: ReactNode;
}

interface State {
  fault?: BookingFault | undefined;
}

/**
 * What throws while it is rendered takes nobody's calendar away. It is rendered once more, unseen; if it
 * throws again, an opening that depends on it (the baseline's, whose calendar React starts) gets the
 * dialog's way out, with the same words as any other failure; a calendar that stands or is on its way
 * stays, and only what React says about it is missing. Try again renders anew, in the same page.
 */
export default class CalErrorBoundary extends Component<Props, State> {
  static getDerivedStateFromError(error: unknown): State {
    return { fault: { error } };
  }

  override state: State = {};
  private isRetried = false;

  override componentDidMount(): void {
    addEventListener("click", this.renderAnew);
  }

  override componentWillUnmount(): void {
    removeEventListener("click", this.renderAnew);
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    const { dialog } = this.props;
    const fault = { error, ...(componentStack && { componentStack }) };
    dialog?.bookingFaults?.push(fault);
    if (!this.isRetried) {
      this.isRetried = true;
      return this.setState({ fault: undefined });
    }
    this.setState({ fault });
    dialog?.fail?.(`render-failed: ${oneLine(error)}`);
    if (dialog?.dataset.state !== "loading") dialog?.begin?.("faults");
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (!fault) return this.props.children;
    if (!import.meta.env.DEV) return null;
    return (
      <pre className="booking-fault" style={{ gridArea: "foot", maxBlockSize: "8rem", overflow: "auto", paddingInline: "var(--space-3)" }}>
        {fault.error instanceof Error ? fault.error.stack : String(fault.error)}
        {fault.componentStack}
      </pre>
    );
  }

  private readonly renderAnew = ({ target }: Event): void => {
    if (this.state.fault && (target as Element).closest("[data-booking-retry], [data-booking-link]")) this.setState({ fault: undefined });
  };
}

/** As the endpoint takes it: without control characters, at most 200 characters. */
function oneLine(error: unknown): string {
  return String(error).replace(/\p{C}+/gu, " ").slice(0, 200);
}
