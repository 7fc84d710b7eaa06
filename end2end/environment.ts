// What `cargo xtask` tells the tests about the server that it started for them.

/** Where the application is, without a slash at the end. */
export const APP_URL = wanted("BURNISH_E2E_URL");

/** Pattern of the hosts of user content, with `{id}` in it. */
export const SITES_URL = wanted("BURNISH_E2E_SITES_URL");

/** The page that shows mail in development. */
export const OUTBOX_URL = wanted("BURNISH_E2E_OUTBOX");

/** The browser to run. */
export const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** What a test needs that starts a second server beside the first. Asked for late: most tests do without. */
export function ownServer(): { program: string; siteDir: string; dataDir: string } {
  return {
    program: wanted("BURNISH_E2E_SERVER"),
    siteDir: wanted("BURNISH_E2E_SITE_DIR"),
    dataDir: wanted("BURNISH_E2E_DATA_DIR"),
  };
}

function wanted(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set. Run the browser tests with: cargo xtask test`);
  return value;
}
