// Takes the pictures of `cargo xtask screens`.
import { join } from "node:path";
import { pathOf, routes } from "../routes.ts";
import { signUp, test } from "../tests/fixtures.ts";

const folder = process.env["BURNISH_SCREENS_DIR"] ?? "../screens";

const looks = [
  { name: "light", colorScheme: "light", width: 1440, height: 900 },
  { name: "dark", colorScheme: "dark", width: 1440, height: 900 },
  { name: "phone", colorScheme: "light", width: 390, height: 844 },
] as const;

for (const route of routes) {
  test(route.name, async ({ page, expectError }) => {
    if (route.status) expectError(new RegExp(`status of ${route.status}`));
    if (route.as === "user") await signUp(page);
    const path = await pathOf(route, page);
    for (const { name, colorScheme, width, height } of looks) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto(path, { waitUntil: "networkidle" });
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: join(folder, `${route.name}-${name}.png`), fullPage: true });
    }
  });
}
