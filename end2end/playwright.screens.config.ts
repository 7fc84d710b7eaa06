import { defineConfig } from "@playwright/test";
import base from "./playwright.config.ts";

/** `cargo xtask screens`: pictures of every route. They take as long as they take. */
export default defineConfig({
  ...base,
  testDir: "screens",
  timeout: 180_000,
  reporter: [["list"]],
  use: { ...base.use, trace: "off", screenshot: "off" },
});
