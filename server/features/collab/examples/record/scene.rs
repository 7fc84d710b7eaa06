//! What two people do in the recorded room. Lines have at most 40 letters, so that they fit on a phone. All of it is
//! ASCII.

/// Something that somebody does.
pub enum Step {
    /// Thinks for so many milliseconds.
    Wait(u64),
    /// Waits until these words are in the text.
    Until(&'static str),
    /// Puts the cursor before the first of these words.
    Before(&'static str),
    /// Puts the cursor behind them.
    Behind(&'static str),
    /// Types, key by key. All of it is undone at once.
    Type(&'static str),
    /// Presses the backspace so often.
    Erase(u32),
    /// Takes back what was typed or erased last.
    Undo,
}

/// The text in the beginning.
pub const START: &str = r#"import { useState } from "react";

// A buton that counts clicks
export function Counter() {
}
"#;

/// The text at the end, whoever was quicker.
pub const END: &str = r#"import { useState } from "react";

// A button that counts clicks,
// one at a time.
export function Counter() {
  const [n, setN] = useState(0);
  return (
    <button onClick={() => setN(n + 1)}>
      Pressed {n} times
    </button>
  );
}

export default Counter;
"#;

/// Writes the component, with two slips.
pub const FIRST: &[Step] = &[
    Step::Wait(700),
    Step::Behind("Counter() {"),
    Step::Wait(500),
    Step::Type("\n  cosnt"),
    Step::Wait(350),
    Step::Erase(3),
    Step::Type("nst [n, setN] = useState(0);"),
    Step::Wait(500),
    Step::Type("\n  return (\n    <button>\n      {n} clicks\n    </button>"),
    Step::Type("\n  );"),
    Step::Wait(300),
    // In the line that the other corrects meanwhile.
    Step::Before("{n}"),
    Step::Wait(200),
    Step::Type("Pressed "),
    Step::Wait(600),
    Step::Behind("<button"),
    Step::Wait(300),
    Step::Type(" onClick={() => setN(n + 2"),
    Step::Wait(450),
    Step::Erase(1),
    Step::Type("1)}"),
];

/// Corrects a word, writes a comment, takes an idea back, and finishes the file.
pub const SECOND: &[Step] = &[
    Step::Wait(1_500),
    Step::Behind("A but"),
    Step::Wait(500),
    Step::Type("t"),
    Step::Wait(700),
    Step::Behind("counts clicks"),
    Step::Wait(300),
    Step::Type(",\n// one at a tiem"),
    Step::Wait(400),
    Step::Erase(2),
    Step::Type("me."),
    Step::Until("return ("),
    Step::Behind("useState(0);"),
    Step::Wait(500),
    Step::Type(" // or 1?"),
    Step::Wait(900),
    Step::Undo,
    Step::Until("</button>"),
    Step::Behind("{n} clicks"),
    Step::Wait(400),
    Step::Erase(6),
    Step::Type("times"),
    Step::Wait(600),
    Step::Behind("  );\n}"),
    Step::Wait(300),
    Step::Type("\n\nexport default Counter;"),
];
