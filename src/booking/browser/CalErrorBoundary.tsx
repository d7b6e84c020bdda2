import { Component, type ErrorInfo, type ReactNode } from "react";
import type { BookingDialogElement, BookingError } from "./booking-intent.ts";

interface Props {
  dialog: BookingDialogElement | null;
  children: ReactNode;
}

interface State {
  thrown?: BookingError | undefined;
}

/**
 * An error in rendering takes no calendar away. The island is rendered once more, unseen. If it throws again, an opening
 * that depends on it (the baseline's, whose calendar React starts) gets the dialog's way out, with the same words as any
 * other failure. A calendar that is there or on its way stays; only React's line about it is missing. "Try again" renders
 * anew, in the same page.
 */
export default class CalErrorBoundary extends Component<Props, State> {
  static getDerivedStateFromError(error: unknown): State {
    return { thrown: { error } };
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
    const thrown = { error, ...(componentStack && { componentStack }) };
    if (CONSENT !== "all" || document.documentElement.dataset.consent?.includes("measuring")) dialog?.bookingErrors?.push(thrown);
    if (!this.isRetried) {
      this.isRetried = true;
      return this.setState({ thrown: undefined });
    }
    this.setState({ thrown });
    // A session decides about its calendar itself.
    if (dialog?.open && !dialog.bookingSession && dialog.dataset.state === "loading") dialog.fail?.(`render-failed: ${oneLine(error)}`);
    if (dialog?.dataset.state !== "loading") dialog?.begin?.("errors");
  }

  override render(): ReactNode {
    const { thrown } = this.state;
    if (!thrown) return this.props.children;
    if (!import.meta.env.DEV) return null;
    return (
      <pre className="booking-error" style={{ gridArea: "foot", maxBlockSize: "8rem", overflow: "auto", paddingInline: "var(--space-3)" }}>
        {thrown.error instanceof Error ? thrown.error.stack : String(thrown.error)}
        {thrown.componentStack}
      </pre>
    );
  }

  private readonly renderAnew = ({ target }: Event): void => {
    if (this.state.thrown && (target as Element).closest("[data-booking-retry], [data-booking-link]")) this.setState({ thrown: undefined });
  };
}

/** As the endpoint takes it: without control characters, at most 200 characters. */
function oneLine(error: unknown): string {
  return String(error).replace(/\p{C}+/gu, " ").slice(0, 200);
}
