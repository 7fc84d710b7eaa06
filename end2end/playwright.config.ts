import { defineConfig } from "@playwright/test";
import { APP_URL, CHROMIUM } from "./environment.ts";

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
    launchOptions: { executablePath: CHROMIUM },
    locale: "en-GB",
    timezoneId: "UTC",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
});
