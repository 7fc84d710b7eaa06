import { defineConfig } from "@playwright/test";
import { APP_URL, CHROMIUM } from "./environment.ts";

// Random tests print their seed. It is drawn once, here, because every worker reads this file again.
process.env["BURNISH_E2E_SEED"] ??= String(Math.floor(Math.random() * 1_000_000));

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  // Two cores carry the server, PostgreSQL and two browsers; more only makes every test slower.
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // A test that passes only sometimes is a finding, not something to smooth over.
  retries: 0,
  forbidOnly: Boolean(process.env["CI"]),
  reporter: [["list"], ["json"]],
  use: {
    baseURL: APP_URL,
    launchOptions: {
      executablePath: CHROMIUM,
      // Previews need a service worker in a frame of another host. Playwright switches the partitioned storage off that
      // makes this safe, and Debian's Chromium then refuses it; the last such switch wins (frontend/README.md).
      args: ["--disable-features=Translate"],
    },
    viewport: { width: 1440, height: 900 },
    // Whatever does not answer within this time is reported where it stands, not a minute later as "the test".
    actionTimeout: 15_000,
    locale: "en-GB",
    timezoneId: "UTC",
    // Recording costs a third of the time on two cores: ask for it when a failure needs it.
    trace: process.env["BURNISH_E2E_TRACE"] ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
  },
});
