//! A drawing for the top of a landing page, made from its title: the same title always gives the same one.

/// An SVG element that is decoration only. Its colours are classes, so it follows the page's theme.
pub(super) fn art(title: &str) -> String {
    let mut dice = Dice::of(title);
    let inside = match dice.below(4) {
        0 => rings(&mut dice),
        1 => blocks(&mut dice),
        2 => waves(&mut dice),
        _ => dots(&mut dice),
    };
    format!("<svg class=\"art\" viewBox=\"0 0 480 480\" aria-hidden=\"true\">\n{inside}</svg>")
}

/// Numbers that depend on a text alone (FNV-1a, then xorshift).
struct Dice(u32);

impl Dice {
    fn of(text: &str) -> Self {
        Self(text.bytes().fold(0x811c_9dc5_u32, |state, byte| (state ^ u32::from(byte)).wrapping_mul(0x0100_0193)) | 1)
    }

    fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 % limit.max(1)
    }

    fn tone(&mut self) -> &'static str {
        ["art-ink", "art-soft", "art-line", "art-accent"][self.below(4) as usize]
    }
}

fn rings(dice: &mut Dice) -> String {
    let (x, y) = (200 + dice.below(120), 180 + dice.below(140));
    let mut out = format!("  <circle class=\"art-accent\" cx=\"{x}\" cy=\"{y}\" r=\"{}\"/>\n", 34 + dice.below(30));
    for ring in 0..7 {
        let width = 2 + dice.below(14);
        out += &format!(
            "  <circle class=\"art-ring {}\" cx=\"{x}\" cy=\"{y}\" r=\"{}\" stroke-width=\"{width}\"/>\n",
            ["art-s-ink", "art-s-soft", "art-s-line"][dice.below(3) as usize],
            86 + ring * 34
        );
    }
    out
}

fn blocks(dice: &mut Dice) -> String {
    let mut out = String::new();
    let bold = dice.below(16);
    for cell in 0..16_u32 {
        let (x, y) = (cell % 4 * 120, cell / 4 * 120);
        let tone = if cell == bold { "art-accent" } else { dice.tone() };
        out += &match dice.below(4) {
            0 => format!("  <rect class=\"{tone}\" x=\"{x}\" y=\"{y}\" width=\"120\" height=\"120\"/>\n"),
            1 => format!("  <path class=\"{tone}\" d=\"M{x} {y}h120a120 120 0 0 1 -120 120z\"/>\n"),
            2 => format!("  <path class=\"{tone}\" d=\"M{x} {}v-120h120z\"/>\n", y + 120),
            _ => format!("  <circle class=\"{tone}\" cx=\"{}\" cy=\"{}\" r=\"44\"/>\n", x + 60, y + 60),
        };
    }
    out
}

fn waves(dice: &mut Dice) -> String {
    let mut out = format!(
        "  <circle class=\"art-accent\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>\n",
        150 + dice.below(180),
        130 + dice.below(60),
        60 + dice.below(40)
    );
    for wave in 0..6_u32 {
        let y = 210 + wave * 46;
        let lift = 20 + dice.below(46);
        let class = ["art-soft", "art-ink", "art-line"][(wave % 3) as usize];
        let thick = 8 + dice.below(26);
        out += &format!(
            "  <path class=\"{class}\" d=\"M0 {y}q120 -{lift} 240 0t240 0v{thick}q-120 {lift} -240 0t-240 0z\"/>\n"
        );
    }
    out
}

fn dots(dice: &mut Dice) -> String {
    let mut out = String::new();
    let (fx, fy) = (1 + dice.below(6), 1 + dice.below(6));
    for row in 0..8_u32 {
        for column in 0..8_u32 {
            let distance = column.abs_diff(fx).max(row.abs_diff(fy));
            let class = if distance == 0 {
                "art-accent"
            } else if distance % 3 == 2 {
                "art-soft"
            } else {
                "art-ink"
            };
            let radius = 26_u32.saturating_sub(distance * 3).max(4);
            out += &format!(
                "  <circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{radius}\"/>\n",
                30 + column * 60,
                30 + row * 60
            );
        }
    }
    out
}
