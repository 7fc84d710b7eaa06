//! The files of a preview, for the host that serves what people made.

/// One file of a running preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewFile {
    /// The whole text.
    pub text: String,
    /// Its media type, with the charset.
    pub content_type: &'static str,
}

/// The file that an address of the preview's host means: a folder means its `index.html`.
pub(crate) fn path_of(address: &str) -> String {
    let path = address.trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
}

/// The media type by the end of the name. What is not known is plain text: a browser must never guess.
pub(crate) fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "webmanifest" => "application/manifest+json",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::{content_type, path_of};

    #[test]
    fn a_folder_means_its_page() {
        assert_eq!(path_of(""), "index.html");
        assert_eq!(path_of("/"), "index.html");
        assert_eq!(path_of("/src/"), "src/index.html");
        assert_eq!(path_of("/src/main.js"), "src/main.js");
    }

    #[test]
    fn what_is_not_known_is_text() {
        assert_eq!(content_type("src/main.js"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("LICENSE"), "text/plain; charset=utf-8");
        assert_eq!(content_type("a.exe"), "text/plain; charset=utf-8");
    }
}
