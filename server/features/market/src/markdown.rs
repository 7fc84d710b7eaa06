//! Markdown of creators becomes HTML once, when it is saved, and that HTML is cut down to what text needs.

/// Sanitised HTML: no scripts, styles, pictures of other hosts, forms or frames; links say that we do not vouch for them.
pub(crate) fn to_html(markdown: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    let html = comrak::markdown_to_html(markdown, &options);
    ammonia::Builder::default()
        .rm_tags(["img"])
        .link_rel(Some("nofollow noopener noreferrer ugc"))
        .url_relative(ammonia::UrlRelative::Deny)
        .clean(&html)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::to_html;

    #[test]
    fn text_stays_and_tricks_go() {
        let html = to_html(
            "# A\n\n**b** `c`\n\n- d\n\n[e](https://example.org) [f](javascript:alert(1))\n\n<script>x</script>",
        );
        assert!(html.contains("<h1>A</h1>") && html.contains("<strong>b</strong>") && html.contains("<li>d</li>"));
        assert!(html.contains(r#"href="https://example.org""#) && html.contains("nofollow"));
        for trick in ["<script", "javascript:", "onerror", "<img", "<iframe", "style="] {
            let sly = to_html("<img src=x onerror=alert(1)> <iframe src=//x></iframe> <b style=color:red>x</b>");
            assert!(!html.contains(trick) && !sly.contains(trick), "{trick}");
        }
    }
}
