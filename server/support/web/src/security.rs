//! Headers that keep a page to itself.
use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// The nonce of this response's scripts, in the request's extensions.
#[derive(Debug, Clone)]
pub struct CspNonce(pub String);

/// What a page needs to be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKind {
    /// Everything but the workspace.
    Plain,
    /// Monaco writes its own `<style>` elements, and the preview is a frame of another host.
    Workspace,
}

/// What the policy must name.
#[derive(Debug, Clone)]
pub struct Csp {
    /// Hosts of previews, such as `http://*.localhost:3001`.
    pub preview_hosts: String,
    /// True on https: then insecure requests are upgraded and the host is remembered.
    pub https: bool,
}

impl Csp {
    /// The policy of one page.
    pub fn policy(&self, nonce: &str, kind: PageKind) -> String {
        let style = match kind {
            PageKind::Plain => "'self'",
            PageKind::Workspace => "'self' 'unsafe-inline'",
        };
        let upgrade = if self.https { "; upgrade-insecure-requests" } else { "" };
        format!(
            "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src {style}; \
             style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; \
             connect-src 'self'; worker-src 'self' blob:; frame-src {}; manifest-src 'self'; base-uri 'none'; \
             form-action 'self'; frame-ancestors 'none'{upgrade}",
            self.preview_hosts
        )
    }
}

/// Mints the nonce, and puts the headers on the answer.
pub async fn protect(csp: Csp, mut request: Request, next: Next) -> Response {
    let mut bytes = [0_u8; 18];
    getrandom::fill(&mut bytes).expect("the operating system provides random bytes");
    let nonce: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let kind = if request.uri().path().starts_with("/p/") { PageKind::Workspace } else { PageKind::Plain };
    request.extensions_mut().insert(CspNonce(nonce.clone()));
    let mut response = next.run(request).await;

    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html"));
    let headers = response.headers_mut();
    if is_page && let Ok(policy) = HeaderValue::from_str(&csp.policy(&nonce, kind)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers
        .entry("permissions-policy")
        .or_insert(HeaderValue::from_static("camera=(), microphone=(), geolocation=(), payment=()"));
    headers.entry("cross-origin-opener-policy").or_insert(HeaderValue::from_static("same-origin"));
    if csp.https {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
    response
}

/// A path on this site to go on to, or `otherwise` when the wish leads elsewhere.
pub fn safe_next(wish: Option<&str>, otherwise: &str) -> String {
    wish.filter(|path| {
        path.starts_with('/')
            && !path.starts_with("//")
            && !path.contains('\\')
            && path.len() <= 2_000
            && !path.chars().any(char::is_control)
    })
    .unwrap_or(otherwise)
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::safe_next;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        assert_eq!(safe_next(Some("/p/1?x=2"), "/home"), "/p/1?x=2");
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nSet-Cookie: x"] {
            assert_eq!(safe_next(Some(elsewhere), "/home"), "/home", "{elsewhere}");
        }
        assert_eq!(safe_next(None, "/home"), "/home");
    }
}
