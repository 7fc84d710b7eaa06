//! Where a request came from, as far as it can be trusted.
use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};

/// Addresses of proxies whose `X-Forwarded-For` is believed. Empty means that nobody's is.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(pub Vec<IpAddr>);

/// The client's address and what it says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// Its address, without a port; `unknown` when there is none (a unix socket, a test).
    pub address: String,
    /// Its `User-Agent`, at most 300 characters.
    pub user_agent: String,
}

impl TrustedProxies {
    /// Walks `X-Forwarded-For` from the right over trusted proxies; the first address that is not one is the client.
    pub fn client_address(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        let mut address = peer?;
        if !self.0.contains(&address) {
            return Some(address);
        }
        let forwarded: Vec<IpAddr> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map_while(|part| part.trim().parse().ok())
            .collect();
        for hop in forwarded.into_iter().rev() {
            address = hop;
            if !self.0.contains(&hop) {
                break;
            }
        }
        Some(address)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Client {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let proxies = parts.extensions.get::<TrustedProxies>().cloned().unwrap_or_default();
        let address = proxies.client_address(peer, &parts.headers);
        let user_agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
        Ok(Self {
            address: address.map_or_else(|| "unknown".to_owned(), |ip| ip.to_string()),
            user_agent: user_agent.chars().take(300).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forwarded(value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", value.parse().unwrap());
        headers
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let peer: IpAddr = "10.0.0.1".parse().unwrap();
        let headers = forwarded("1.2.3.4, 10.0.0.2");
        let nobody = TrustedProxies::default();
        assert_eq!(nobody.client_address(Some(peer), &headers), Some(peer));
        let both = TrustedProxies(vec![peer, "10.0.0.2".parse().unwrap()]);
        assert_eq!(both.client_address(Some(peer), &headers), "1.2.3.4".parse().ok());
        let one = TrustedProxies(vec![peer]);
        assert_eq!(one.client_address(Some(peer), &headers), "10.0.0.2".parse().ok());
    }
}
