//! How deep a script may nest before it is read.
//!
//! Parser and visitors call themselves once per level, and a stack that runs out ends the process; nothing can catch
//! that. So the depth is estimated first, from above, without reading strings or comments: whoever could hide code from
//! this estimate could end the server.

/// The deepest estimate that is read. Hand-written code stays below 300.
const MAX_DEPTH: usize = 3_000;
/// Brackets inside brackets.
const MAX_BRACKETS: usize = 400;

/// Each open bracket counts one, and so does each word or sign since the last comma, semicolon or brace in it: `!!!!a`,
/// `a+b+c` and `a=>b=>c` nest without any bracket. `else` never resets, because `else if` chains nest through braces.
pub(crate) fn is_too_deep(text: &str) -> bool {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let (mut chain, mut elses, mut total) = (0usize, 0usize, 0usize);
    let mut word = String::new();
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let is_word = byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80;
        if is_word {
            if word.len() < 8 {
                word.push(char::from(byte));
            }
            if bytes.peek().is_some_and(|next| next.is_ascii_alphanumeric() || *next >= 0x80) {
                continue;
            }
            elses += usize::from(word == "else");
            word.clear();
            chain += 1;
        } else {
            match byte {
                b'(' | b'[' | b'{' => {
                    open.push((chain, elses));
                    total += chain + elses + 1;
                    (chain, elses) = (0, 0);
                }
                b')' | b']' | b'}' => {
                    if let Some((outer_chain, outer_elses)) = open.pop() {
                        total -= outer_chain + outer_elses + 1;
                        (chain, elses) = (outer_chain + 1, outer_elses);
                    }
                    if byte == b'}' {
                        chain = 0;
                    }
                }
                b',' | b';' => chain = 0,
                b' ' | b'\n' | b'\r' | b'\t' => {}
                _ => chain += 1,
            }
        }
        if open.len() > MAX_BRACKETS || total + chain + elses > MAX_DEPTH {
            return true;
        }
    }
    false
}
