use proptest::prelude::*;

use super::*;

#[test]
fn names_are_sorted_so_that_they_are_found() {
    assert!(NAMES.windows(2).all(|pair| pair[0].0 < pair[1].0));
}

#[test]
fn colours_are_read_from_notation_names_and_modifiers() {
    for (text, value) in [
        ("#0a8", "#00aa88"),
        ("#12AB9f", "#12ab9f"),
        ("dark green", "#006400"),
        ("Forest Green", "#228b22"),
        ("royal-blue", "#4169e1"),
        ("burgundy", "#6d1a36"),
        ("dark teal", "#004a4a"),
    ] {
        assert_eq!(parse(text).map(|colour| colour.to_string()).as_deref(), Some(value), "{text}");
    }
    for text in ["", "#12", "#12345", "#gggggg", "green house", "dark", "#+123ab", "red; }"] {
        assert_eq!(parse(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn every_accent_is_legible_in_both_themes(red: u8, green: u8, blue: u8) {
        let palette = Palette::of(&Rgb(red, green, blue).to_string());
        for (shades, grounds) in [
            (palette.light, [WHITE, LIGHT_GROUND, palette.light.wash]),
            (palette.dark, [DARK_GROUND, DARK_SURFACE, palette.dark.wash]),
        ] {
            prop_assert!(shades.on.contrast(shades.accent) >= TEXT_CONTRAST);
            for ground in grounds {
                prop_assert!(shades.ink.contrast(ground) >= TEXT_CONTRAST);
            }
        }
        prop_assert!(palette.dark.accent.contrast(DARK_GROUND) >= SHAPE_CONTRAST);
    }

    #[test]
    fn reading_a_colour_never_panics(text in "\\PC{0,40}") {
        let _ = parse(&text);
    }
}
