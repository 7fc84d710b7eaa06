//! HTML as a string that cannot be broken by what stands in it.

/// A piece of HTML. Markup goes in as literals only; everything that came from somewhere is escaped.
#[derive(Debug, Default)]
pub(crate) struct Html(String);

impl Html {
    /// With room for a usual page.
    pub fn page() -> Self {
        Self(String::with_capacity(32 * 1024))
    }

    /// Markup, which only the source code itself can hold.
    pub fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text from anywhere, for between tags and for quoted attributes.
    pub fn text(&mut self, text: &str) -> &mut Self {
        let mut begin = 0;
        for (at, byte) in text.bytes().enumerate() {
            let escaped = match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                b'\'' => "&#39;",
                _ => continue,
            };
            self.0.push_str(&text[begin..at]);
            self.0.push_str(escaped);
            begin = at + 1;
        }
        self.0.push_str(&text[begin..]);
        self
    }

    /// HTML that the server has sanitised when it was stored.
    pub fn sanitised(&mut self, html: &str) -> &mut Self {
        self.0.push_str(html);
        self
    }

    /// A piece that was written before.
    pub fn piece(&mut self, piece: &Html) -> &mut Self {
        self.0.push_str(&piece.0);
        self
    }

    /// An icon from the sprite; decoration, so the control around it needs words.
    pub fn icon(&mut self, name: &str) -> &mut Self {
        self.raw(r#"<svg class="kit-icon" aria-hidden="true"><use href="/icons.svg#"#)
            .text(name)
            .raw(r#""></use></svg>"#)
    }

    /// A link as far as its text. `class` may be empty.
    pub fn link(&mut self, class: &'static str, href: &str) -> &mut Self {
        self.raw("<a");
        if !class.is_empty() {
            self.raw(" class=\"").raw(class).raw("\"");
        }
        self.raw(" href=\"").text(href).raw("\"")
    }

    /// The whole string.
    pub fn finish(self) -> String {
        self.0
    }
}

/// A value for the query of an address.
pub(crate) fn encode(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(byte as char),
            b' ' => out.push('+'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_place() {
        let mut html = Html::default();
        html.raw("<p title=\"").text("\"><script>alert('x')</script>").raw("\">").text("ä & ö").raw("</p>");
        assert_eq!(
            html.finish(),
            "<p title=\"&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;\">ä &amp; ö</p>"
        );
    }

    #[test]
    fn values_of_a_query_are_encoded() {
        assert_eq!(encode("kanban board"), "kanban+board");
        assert_eq!(encode("a&b=c#d\"é"), "a%26b%3Dc%23d%22%C3%A9");
    }
}
