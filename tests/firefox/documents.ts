import type { DocumentDriver } from "../engines/view.ts";

/** Sends a command of the protocol. The caller knows the type of the answer. */
export type Send = <Answer>(method: string, params?: Record<string, unknown>) => Promise<Answer>;

interface CallAnswer {
  exceptionDetails?: { text: string };
  result?: { value?: string };
}

interface Tree {
  contexts: { children: { context: string; url: string }[] }[];
}

/** @param context the protocol's id of the document's browsing context. */
export function documentDriver(send: Send, context: string): DocumentDriver {
  return {
    async call(source, args) {
      const { exceptionDetails, result } = await send<CallAnswer>("script.callFunction", {
        functionDeclaration: `async () => JSON.stringify(await (${source})(...${JSON.stringify(args)}))`,
        target: { context },
        awaitPromise: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.text);
      return result?.value && JSON.parse(result.value);
    },
    perform: async (source) => void (await send("input.performActions", { context, actions: [source] })),
    async frame(address) {
      const { contexts } = await send<Tree>("browsingContext.getTree", { root: context });
      const found = contexts[0]?.children.find(({ url }) => address.test(url));
      return found && documentDriver(send, found.context);
    },
  };
}
