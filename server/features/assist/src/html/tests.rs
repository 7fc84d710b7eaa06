use super::*;

/// Everything that a browser could run, load or be misled by.
fn assert_harmless(html: &str, from: &str) {
    let lower = html.to_lowercase();
    // What stands between < and > is markup; everything else is text, whatever it says.
    let mut rest = lower.as_str();
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').unwrap_or_else(|| panic!("an open tag in {html}, from {from}"));
        let tag = &rest[at..at + end + 1];
        let name = tag.trim_start_matches(['<', '/']).split([' ', '>']).next().unwrap_or_default();
        let known = TAGS.contains(&name)
            || tag.starts_with("<svg class=\"kit-icon\"")
            || tag == "</svg>"
            || tag == "<use href=\"/icons.svg#copy\">"
            || tag == "</use>";
        assert!(known, "{tag} in {html}, from {from}");
        for bad in ["javascript:", "data:", "vbscript:", " on", "style=", "srcdoc", "formaction", "src="] {
            assert!(!tag.replace("data-copy", "").contains(bad), "{bad} in {tag}, from {from}");
        }
        rest = &rest[at + end + 1..];
    }
}

const ATTACKS: [&str; 30] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](javascript:alert(1))",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](/api/v1/auth/logout)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<svg onload=alert(1)>",
    "<svg><use href=\"data:image/svg+xml,<svg onload=alert(1)>\"></use></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=//evil><button formaction=javascript:alert(1)>x</button></form>",
    "<a href=x onclick=alert(1)>x</a>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "```html\n<script>alert(1)</script>\n```",
    "```\"><script>alert(1)</script>\nx\n```",
    "```js onmouseover=alert(1)\nlet a = '</code></pre><script>alert(1)</script>';\n```",
    "``` <img src=x onerror=alert(1)>\nx\n```",
    "`<script>alert(1)</script>`",
    "# <script>alert(1)</script>",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "\\<script>alert(1)\\</script>",
    "<button type=button class=\"kit-button\" data-copy=\"\">Copy</button><style>@import '//evil'</style>",
];

#[test]
fn no_attack_gets_through_alone_or_inside_anything() {
    for attack in ATTACKS {
        for text in [attack.to_owned(), format!("> {attack}"), format!("- {attack}\n- b"), format!("**{attack}**")] {
            assert_harmless(&of_markdown(&text), &text);
            assert_harmless(&of_plain(&text), &text);
        }
    }
}

#[test]
fn no_pair_of_attacks_gets_through() {
    for one in ATTACKS {
        for other in ATTACKS {
            let text = format!("{one}{other}");
            assert_harmless(&of_markdown(&text), &text);
        }
    }
}

#[test]
fn every_prefix_of_an_attack_is_harmless() {
    let all = ATTACKS.join("\n\n");
    for end in (0..all.len()).step_by(7).filter(|end| all.is_char_boundary(*end)) {
        assert_harmless(&of_markdown(&all[..end]), &all[..end]);
    }
}

#[test]
fn text_keeps_its_form() {
    let html = of_markdown("# A\n\n**b** _c_ ~~d~~ `e`\n\n3. f\n\n[g](https://example.org)\n\n| h |\n|---|\n| i |");
    for part in [
        "<h1>A</h1>",
        "<strong>b</strong>",
        "<em>c</em>",
        "<del>d</del>",
        "<code>e</code>",
        "<ol start=\"3\">",
        "<td>i</td>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(html.contains("<a href=\"https://example.org\" rel=\"nofollow noopener noreferrer\">g</a>"), "{html}");
}

#[test]
fn code_is_framed_coloured_and_copied_exactly() {
    let code = "const total: number = rows.length; // <b> & \"c\"\n";
    let html = of_markdown(&format!("```ts\n{code}```"));
    assert!(html.starts_with("<figure class=\"kit-code\"><figcaption class=\"kit-code-head\">ts<button "), "{html}");
    assert!(html.contains(COPY_ICON) && html.contains("data-copy"), "{html}");
    assert!(html.contains("<span class=\"code-keyword\">const"), "{html}");
    assert!(html.contains("<span class=\"code-comment\">// &lt;b&gt;"), "{html}");
    let inside = html.split("<code>").nth(1).and_then(|rest| rest.split("</code>").next()).unwrap();
    let mut text = String::new();
    let mut in_tag = false;
    for c in inside.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    assert_eq!(text, code);
}

#[test]
fn languages_that_nobody_knows_and_long_lines_stay_plain() {
    for block in ["```brainwave\nlet x\n```".to_owned(), format!("```js\nlet x = '{}'\n```", "y".repeat(5_000))] {
        let html = of_markdown(&block);
        assert!(html.contains("<code>let x") && !html.contains("<span"), "{html}");
    }
}

#[test]
fn deep_nesting_is_shown_as_it_stands() {
    let html = of_markdown(&format!("{}x", "> ".repeat(5_000)));
    assert!(html.starts_with("<p>&gt; &gt; "), "{}", &html[..40]);
    assert_harmless(&html, "deep quotes");
}
