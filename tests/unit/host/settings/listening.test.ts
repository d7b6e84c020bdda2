import { describe, expect, test } from "vitest";
import { listeningHost, sitePort } from "../../../../src/host/settings/listening.ts";

describe("HOST", () => {
  test.each([undefined, "", " ", "\n"])("%j is not set: only this machine", (HOST) => {
    expect(listeningHost({ HOST })).toBe("127.0.0.1");
  });

  test.each(["0.0.0.0", "::", "::1", "127.0.0.2", "2001:db8::1", "::ffff:127.0.0.1", "localhost", "my-server.example", "a"])("%s is an address or a name", (HOST) => {
    expect(listeningHost({ HOST })).toBe(HOST);
    expect(listeningHost({ HOST: ` ${HOST}\n` })).toBe(HOST);
  });

  test.each(["*", "0", "127.1", "256.0.0.1", "[::1]", "[::]:4321", "::1%lo", "fe80::1%eth0", "localhost:4321", "http://0.0.0.0", "0.0.0.0/0", "a b", "a..b", "-a", "a_b", "ünï.example", "/tmp/site.sock", "unix:/tmp/site.sock", "0.0.0.0, ::"])("%s is refused with a value to write", (HOST) => {
    expect(() => listeningHost({ HOST })).toThrow(`HOST is "${HOST}". Write 127.0.0.1 for this machine only, 0.0.0.0 for all its addresses`);
  });
});

describe("PORT", () => {
  test.each([undefined, "", " "])("%j is not set: 4321", (PORT) => {
    expect(sitePort({ PORT })).toBe(4321);
  });

  test.each([["1", 1], ["80", 80], ["65534", 65_534], ["04321", 4321], [" 5000\n", 5000]])("%j is %i", (PORT, port) => {
    expect(sitePort({ PORT })).toBe(port);
  });

  test.each(["0", "65535", "65536", "-1", "+80", "4321.5", "1e3", "0x10", "abc", "80:80", "/tmp/site.sock", "tcp://172.17.0.2:80", "NaN", "Infinity", "٤٣٢١"])("%s is refused with a value to write", (PORT) => {
    expect(() => sitePort({ PORT })).toThrow(`PORT is "${PORT}". Write a number from 1 to 65534, for example PORT=4321.`);
  });
});
