// What holds for every page: the right status, no error in the console, no barrier, no sideways scrolling.
import { pathOf, routes } from "../routes.ts";
import { axe, expect, PHONE, signUp, surplusWidth, test } from "./fixtures.ts";

for (const route of routes) {
  const status = route.status ?? 200;

  test(`${route.name} opens in both themes, wide and on a phone, without barriers`, async ({ page, expectError }) => {
    // A page that answers 404 says so in the console, too.
    if (status !== 200) expectError(new RegExp(`status of ${status}`));
    if (route.as === "user") await signUp(page);
    const path = await pathOf(route, page);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(status);
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      await axe(page);
      await page.setViewportSize(PHONE);
      expect(await surplusWidth(page), "pixels that stick out on a phone").toBe(0);
      await axe(page);
    }
  });
}
