//! Colours: reading them from words, and shades of an accent that stay legible on every ground.

mod names;

use std::fmt;

use crate::plan::Theme;
use names::NAMES;

/// Burnish's own copper, for descriptions without a colour.
pub(crate) const DEFAULT_ACCENT: &str = "#a55529";

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rgb(pub u8, pub u8, pub u8);

const WHITE: Rgb = Rgb(255, 255, 255);
const BLACK: Rgb = Rgb(0, 0, 0);
const LIGHT_GROUND: Rgb = Rgb(0xfb, 0xfa, 0xf8);
const DARK_GROUND: Rgb = Rgb(0x16, 0x14, 0x12);
const DARK_SURFACE: Rgb = Rgb(0x1d, 0x1b, 0x19);
/// The least contrast for text, and for shapes that carry meaning, by WCAG 2.2 AA.
const TEXT_CONTRAST: f64 = 4.5;
const SHAPE_CONTRAST: f64 = 3.0;

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl Rgb {
    fn from_value(value: u32) -> Self {
        let [_, red, green, blue] = value.to_be_bytes();
        Self(red, green, blue)
    }

    /// This colour with a share of another, from 0 to 1.
    fn mix(self, other: Rgb, share: f64) -> Self {
        let part = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
        Self(part(self.0, other.0), part(self.1, other.1), part(self.2, other.2))
    }

    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// The contrast ratio of WCAG, from 1 to 21.
    pub(crate) fn contrast(self, other: Rgb) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Moves towards another colour in small steps until it stands out enough from every ground.
    fn until_legible(self, towards: Rgb, grounds: &[Rgb], least: f64) -> Self {
        (0..=20)
            .map(|step| self.mix(towards, f64::from(step) / 20.0))
            .find(|shade| grounds.iter().all(|ground| shade.contrast(*ground) >= least))
            .unwrap_or(towards)
    }
}

/// A colour by CSS notation (`#rgb`, `#rrggbb`) or by name, with or without spaces: "forest green", "dark teal".
pub(crate) fn parse(text: &str) -> Option<Rgb> {
    let text = text.trim().to_lowercase();
    if let Some(digits) = text.strip_prefix('#') {
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let value = u32::from_str_radix(digits, 16).ok()?;
        return match digits.len() {
            6 => Some(Rgb::from_value(value)),
            3 => {
                let wide = |shift: u32| ((value >> shift) & 0xf) as u8 * 0x11;
                Some(Rgb(wide(8), wide(4), wide(0)))
            }
            _ => None,
        };
    }
    let joined: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    if let Some(colour) = named(&joined) {
        return Some(colour);
    }
    let (first, base) = text.split_once([' ', '-'])?;
    let base = parse(base)?;
    match first {
        "dark" | "deep" | "midnight" => Some(base.mix(BLACK, 0.42)),
        "light" => Some(base.mix(WHITE, 0.4)),
        "pale" | "pastel" | "soft" => Some(base.mix(WHITE, 0.5)),
        "bright" | "vivid" | "warm" | "cool" | "strong" | "rich" => Some(base),
        "muted" | "dusty" => Some(base.mix(Rgb(0x80, 0x7c, 0x78), 0.4)),
        _ => None,
    }
}

fn named(joined: &str) -> Option<Rgb> {
    let at = NAMES.binary_search_by(|(name, _)| (*name).cmp(joined)).ok()?;
    Some(Rgb::from_value(NAMES[at].1))
}

/// The shades of one accent for both themes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Palette {
    light: Shades,
    dark: Shades,
}

#[derive(Debug, Clone, Copy)]
struct Shades {
    /// Fills: buttons, bars, ticks.
    accent: Rgb,
    /// Text and thin lines in the accent's colour.
    ink: Rgb,
    /// Text on a fill.
    on: Rgb,
    /// A faint ground in the accent's colour.
    wash: Rgb,
}

impl Palette {
    /// The shades of a colour; of the default one when the text is no colour.
    pub(crate) fn of(accent: &str) -> Self {
        let accent = parse(accent).or_else(|| parse(DEFAULT_ACCENT)).unwrap_or(Rgb(0xa5, 0x55, 0x29));
        let light_wash = LIGHT_GROUND.mix(accent, 0.09);
        let light = Shades {
            accent,
            ink: accent.until_legible(BLACK, &[WHITE, LIGHT_GROUND, light_wash], TEXT_CONTRAST),
            on: text_on(accent),
            wash: light_wash,
        };
        let fill = accent.until_legible(WHITE, &[DARK_GROUND, DARK_SURFACE], SHAPE_CONTRAST);
        let dark_wash = DARK_SURFACE.mix(fill, 0.13);
        let dark = Shades {
            accent: fill,
            ink: fill.until_legible(WHITE, &[DARK_GROUND, DARK_SURFACE, dark_wash], TEXT_CONTRAST),
            on: text_on(fill),
            wash: dark_wash,
        };
        Self { light, dark }
    }

    /// The custom properties of `:root` for a theme.
    pub(crate) fn css(&self, theme: Theme) -> String {
        match theme {
            Theme::Light => format!(":root {{\n{}}}\n", self.light_tokens()),
            Theme::Dark => format!(":root {{\n{}}}\n", self.dark_tokens()),
            Theme::System => format!(
                ":root {{\n{}}}\n\n@media (prefers-color-scheme: dark) {{\n  :root {{\n{}  }}\n}}\n",
                self.light_tokens(),
                crate::compose::indent(&self.dark_tokens(), 2) + "\n",
            ),
        }
    }

    fn light_tokens(&self) -> String {
        "  --ground: #fbfaf8;\n  --surface: #ffffff;\n  --sunken: #f3f1ed;\n  --line: #e3dfd8;\n  \
         --line-strong: #8d867c;\n  --ink: #22201d;\n  --ink-2: #55504a;\n  --ink-3: #6d675f;\n  --stop: #b3261e;\n  \
         --ok: #17693f;\n  --warn: #7a5200;\n  --shadow: 0 1px 2px rgb(60 50 40 / 8%), 0 12px 32px rgb(60 50 40 / 14%);\n"
            .to_owned()
            + &tokens_of(&self.light)
    }

    fn dark_tokens(&self) -> String {
        "  --ground: #161412;\n  --surface: #1d1b19;\n  --sunken: #121110;\n  --line: #34302c;\n  \
         --line-strong: #7d766d;\n  --ink: #ece8e2;\n  --ink-2: #b9b2a8;\n  --ink-3: #978f85;\n  --stop: #f2a199;\n  \
         --ok: #82cfa2;\n  --warn: #e3bb6a;\n  --shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 12px 32px rgb(0 0 0 / 50%);\n"
            .to_owned()
            + &tokens_of(&self.dark)
    }
}

fn tokens_of(shades: &Shades) -> String {
    format!(
        "  --accent: {};\n  --accent-ink: {};\n  --on-accent: {};\n  --wash: {};\n",
        shades.accent, shades.ink, shades.on, shades.wash
    )
}

/// White where it is legible, else black; one of the two always is.
fn text_on(fill: Rgb) -> Rgb {
    if fill.contrast(WHITE) >= TEXT_CONTRAST { WHITE } else { BLACK }
}

#[cfg(test)]
mod tests;
