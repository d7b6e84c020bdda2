import { expect, test } from "vitest";
import { postedForm } from "../../../../src/host/http/request-body.ts";

const post = (body: BodyInit, headers: Record<string, string> = {}) => postedForm(new Request("http://localhost/", { method: "POST", body, headers }));
const URLENCODED = { "content-type": "application/x-www-form-urlencoded" };

test("a form's fields are read in every encoding of browsers and programs", async () => {
  const form = new FormData();
  form.set("password", "pass & wörd");
  expect((await post(new URLSearchParams({ password: "pass & wörd" })))?.get("password")).toBe("pass & wörd");
  expect((await post(form))?.get("password")).toBe("pass & wörd");
});

test.each([[{}], [{ "content-type": "application/json" }], [{ "content-type": "multipart/form-data" }], [{ "content-type": "multipart/form-data; boundary=x" }]])("what is no form is an empty one (%j)", async (headers) => {
  expect([...((await post('{"password":"x"}', headers)) ?? ["none"])]).toEqual([]);
});

test("8,192 bytes are read, 8,193 are not", async () => {
  expect((await post(`password=${"a".repeat(8_192 - 9)}`, URLENCODED))?.get("password")).toHaveLength(8_183);
  expect(await post(`password=${"a".repeat(8_193 - 9)}`, URLENCODED)).toBeUndefined();
});
