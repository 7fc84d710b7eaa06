//! Colours by their words, and shades that stay legible.

/// A colour without transparency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rgb(pub u8, pub u8, pub u8);

const BLACK: Rgb = Rgb(0, 0, 0);
const WHITE: Rgb = Rgb(255, 255, 255);
/// WCAG 2.2 AA for text.
const TEXT_CONTRAST: f64 = 4.5;

/// CSS colour names that people use in sentences.
const NAMES: [(&str, u32); 72] = [
    ("amber", 0xb8_76_0b),
    ("aqua", 0x00_ff_ff),
    ("aquamarine", 0x7f_ff_d4),
    ("azure", 0xf0_ff_ff),
    ("beige", 0xf5_f5_dc),
    ("black", 0x00_00_00),
    ("blue", 0x1f_5f_d6),
    ("brown", 0x8b_4a_2b),
    ("burgundy", 0x80_00_20),
    ("charcoal", 0x36_36_3a),
    ("chocolate", 0xd2_69_1e),
    ("coral", 0xff_7f_50),
    ("cream", 0xff_f8_e7),
    ("crimson", 0xdc_14_3c),
    ("cyan", 0x00_b7_c7),
    ("darkblue", 0x00_00_8b),
    ("darkcyan", 0x00_8b_8b),
    ("darkgray", 0x55_55_55),
    ("darkgreen", 0x00_64_00),
    ("darkgrey", 0x55_55_55),
    ("darkmagenta", 0x8b_00_8b),
    ("darkorange", 0xff_8c_00),
    ("darkred", 0x8b_00_00),
    ("darkslateblue", 0x48_3d_8b),
    ("darkviolet", 0x94_00_d3),
    ("deeppink", 0xff_14_93),
    ("dodgerblue", 0x1e_90_ff),
    ("emerald", 0x04_78_57),
    ("firebrick", 0xb2_22_22),
    ("forestgreen", 0x22_8b_22),
    ("fuchsia", 0xff_00_ff),
    ("gold", 0xd4_a0_17),
    ("gray", 0x80_80_80),
    ("green", 0x1c_7c_3c),
    ("grey", 0x80_80_80),
    ("hotpink", 0xff_69_b4),
    ("indigo", 0x4b_00_82),
    ("ivory", 0xff_ff_f0),
    ("khaki", 0xc3_b0_60),
    ("lavender", 0xb5_7e_dc),
    ("lightblue", 0xad_d8_e6),
    ("lightgreen", 0x90_ee_90),
    ("lightgray", 0xd3_d3_d3),
    ("lightgrey", 0xd3_d3_d3),
    ("lime", 0x65_a3_0d),
    ("magenta", 0xc0_1f_8f),
    ("maroon", 0x80_00_00),
    ("mint", 0x3e_b4_89),
    ("mustard", 0xc9_9a_1b),
    ("navy", 0x00_1f_5b),
    ("navyblue", 0x00_1f_5b),
    ("ochre", 0xc0_77_22),
    ("olive", 0x6b_6b_1a),
    ("orange", 0xd9_6a_0b),
    ("orchid", 0xda_70_d6),
    ("pink", 0xd9_4f_8a),
    ("plum", 0x8e_45_85),
    ("purple", 0x7a_2f_b5),
    ("red", 0xc6_28_28),
    ("rose", 0xd1_3f_66),
    ("royalblue", 0x41_69_e1),
    ("salmon", 0xfa_80_72),
    ("seagreen", 0x2e_8b_57),
    ("sienna", 0xa0_52_2d),
    ("skyblue", 0x2b_8f_c9),
    ("slateblue", 0x6a_5a_cd),
    ("steelblue", 0x46_82_b4),
    ("teal", 0x0f_76_6e),
    ("tomato", 0xe5_4b_34),
    ("turquoise", 0x1a_9c_94),
    ("violet", 0x7c_4d_c4),
    ("white", 0xff_ff_ff),
];

impl std::fmt::Display for Rgb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl Rgb {
    fn of(value: u32) -> Rgb {
        Rgb((value >> 16) as u8, (value >> 8) as u8, value as u8)
    }

    /// A colour in `#rgb`, `#rrggbb` or in words, such as "dark green" or "Forest Green".
    pub fn parse(text: &str) -> Option<Rgb> {
        let text = text.trim().trim_end_matches(['.', '!', ';']).to_lowercase();
        if let Some(digits) = text.strip_prefix('#') {
            let value = u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))?;
            let wide = |shift: u32| ((value >> shift) & 0xf) as u8 * 0x11;
            return match digits.len() {
                6 => Some(Rgb::of(value)),
                3 => Some(Rgb(wide(8), wide(4), wide(0))),
                _ => None,
            };
        }
        let joined: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        if let Some((_, value)) = NAMES.iter().find(|(name, _)| *name == joined) {
            return Some(Rgb::of(*value));
        }
        let (first, rest) = text.split_once([' ', '-'])?;
        let base = Rgb::parse(rest)?;
        match first {
            "dark" | "deep" => Some(base.mix(BLACK, 0.42)),
            "light" => Some(base.mix(WHITE, 0.4)),
            "pale" | "pastel" | "soft" => Some(base.mix(WHITE, 0.5)),
            "bright" | "vivid" | "strong" | "rich" | "warm" | "cool" => Some(base),
            _ => None,
        }
    }

    pub fn mix(self, other: Rgb, share: f64) -> Rgb {
        let part = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
        Rgb(part(self.0, other.0), part(self.1, other.1), part(self.2, other.2))
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    pub fn contrast(self, other: Rgb) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// White or black, whichever is easier to read on this colour.
    pub fn text_on(self) -> Rgb {
        if self.contrast(WHITE) >= self.contrast(BLACK).min(TEXT_CONTRAST) { WHITE } else { BLACK }
    }

    /// The nearest shade that can be read on `ground`.
    pub fn legible_on(self, ground: Rgb) -> Rgb {
        let towards = ground.text_on();
        (0..=20)
            .map(|step| self.mix(towards, f64::from(step) / 20.0))
            .find(|shade| shade.contrast(ground) >= TEXT_CONTRAST)
            .unwrap_or(towards)
    }

    /// The same hue with its lightness turned around: what a dark theme makes of a light one.
    pub fn inverted(self) -> Rgb {
        let (high, low) = (self.0.max(self.1).max(self.2), self.0.min(self.1).min(self.2));
        // Adding the same amount to every part moves lightness and keeps the hue.
        let shift = 255 - i32::from(high) - i32::from(low);
        let part = |value: u8| u8::try_from((i32::from(value) + shift).clamp(0, 255)).unwrap_or(0);
        Rgb(part(self.0), part(self.1), part(self.2))
    }
}
