//! `sitemap.xml` and `robots.txt`: where search engines begin.
use std::{fmt::Write, sync::Arc};

use axum::{
    Extension, Router,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use market_contract::{Market, SiteMapEntry};

/// Search engines may keep the map for an hour.
const CACHE: &str = "public, max-age=3600";

#[derive(Clone)]
struct Door {
    market: Arc<dyn Market>,
    public_url: Arc<str>,
}

pub(crate) fn routes(market: Arc<dyn Market>, public_url: String) -> Router {
    Router::new()
        .route("/sitemap.xml", get(sitemap))
        .route("/robots.txt", get(robots))
        .layer(Extension(Door { market, public_url: public_url.into() }))
}

async fn sitemap(Extension(door): Extension<Door>) -> web::Result<Response> {
    let entries = door.market.site_map().await?;
    let xml = map(&door.public_url, &entries);
    Ok(([(header::CONTENT_TYPE, "application/xml; charset=utf-8"), (header::CACHE_CONTROL, CACHE)], xml)
        .into_response())
}

async fn robots(Extension(door): Extension<Door>) -> Response {
    let text = format!(
        "User-agent: *\nDisallow: /api/\nDisallow: /p/\nDisallow: /home\nDisallow: /projects\nDisallow: /settings\n\
         Disallow: /admin\nDisallow: /marketplace?*q=\nAllow: /\n\nSitemap: {}/sitemap.xml\n",
        door.public_url
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, CACHE)], text).into_response()
}

fn map(public_url: &str, entries: &[SiteMapEntry]) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    line(&mut xml, &format!("{public_url}/"), None);
    for entry in entries {
        line(&mut xml, &entry.url, entry.updated_at.map(kernel::Timestamp::iso));
    }
    xml.push_str("</urlset>\n");
    xml
}

fn line(xml: &mut String, url: &str, changed: Option<String>) {
    xml.push_str("<url><loc>");
    for c in url.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\'' => xml.push_str("&apos;"),
            c => xml.push(c),
        }
    }
    xml.push_str("</loc>");
    if let Some(changed) = changed {
        // Writing into a String cannot fail.
        let _ = write!(xml, "<lastmod>{changed}</lastmod>");
    }
    xml.push_str("</url>\n");
}

#[cfg(test)]
mod tests {
    use super::map;
    use kernel::Timestamp;
    use market_contract::SiteMapEntry;

    #[test]
    fn addresses_are_escaped_and_dated() {
        let entry = SiteMapEntry { url: "https://x.example/a&b".into(), updated_at: Some(Timestamp::from_seconds(0)) };
        let xml = map("https://x.example", &[entry]);
        assert!(xml.contains("<url><loc>https://x.example/</loc></url>"));
        assert!(xml.contains("<url><loc>https://x.example/a&amp;b</loc><lastmod>1970-01-01T00:00:00Z</lastmod></url>"));
    }
}
