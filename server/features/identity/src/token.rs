//! 24-hour tokens: JWT (RFC 7519) signed with Ed25519 (RFC 8037), bound to a session row.
use identity_contract::{IdentityError, TOKEN_SECONDS};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use kernel::{Fault, SessionId, Timestamp, UserId};
use ring::signature::KeyPair;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const AUDIENCE: &str = "burnish-api";

/// PKCS#8 version 1 wrapping of a bare Ed25519 seed (RFC 8410, section 7).
const PKCS8_PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// The pair that signs and checks tokens, derived from the installation's secret key.
#[derive(Clone)]
pub struct TokenKey {
    sign: EncodingKey,
    check: DecodingKey,
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    sub: UserId,
    sid: SessionId,
    aud: String,
    iat: i64,
    exp: i64,
}

impl TokenKey {
    /// Derives the pair: seed = SHA-256("burnish token key v1" ‖ secret).
    pub fn derive(secret: &[u8]) -> Result<Self, Fault> {
        let seed = Sha256::new().chain_update(b"burnish token key v1").chain_update(secret).finalize();
        let pair = ring::signature::Ed25519KeyPair::from_seed_unchecked(&seed)
            .map_err(|e| Fault::new(format!("deriving the token key: {e}")))?;
        let mut pkcs8 = PKCS8_PREFIX.to_vec();
        pkcs8.extend_from_slice(&seed);
        Ok(Self { sign: EncodingKey::from_ed_der(&pkcs8), check: DecodingKey::from_ed_der(pair.public_key().as_ref()) })
    }

    /// A token for a session that began at `now`.
    pub(crate) fn issue(&self, user: UserId, session: SessionId, now: Timestamp) -> Result<String, Fault> {
        let claims = Claims {
            sub: user,
            sid: session,
            aud: AUDIENCE.to_owned(),
            iat: now.seconds(),
            exp: now.seconds() + TOKEN_SECONDS,
        };
        Ok(jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims, &self.sign)?)
    }

    /// The session that a token names, when its signature, algorithm and audience are right and its time is not over.
    pub(crate) fn check(&self, token: &str, now: Timestamp) -> Result<(UserId, SessionId), IdentityError> {
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "aud", "sub"]);
        // The time is ours to tell, and there is no grace: 24 hours are 24 hours.
        rules.validate_exp = false;
        let claims =
            jsonwebtoken::decode::<Claims>(token, &self.check, &rules).map_err(|_| IdentityError::BadToken)?.claims;
        if now.seconds() >= claims.exp {
            return Err(IdentityError::ExpiredToken);
        }
        Ok((claims.sub, claims.sid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> (UserId, SessionId) {
        let id = "018f0000-0000-7000-8000-000000000001";
        (id.parse().unwrap(), id.parse().unwrap())
    }

    #[test]
    fn a_token_works_for_exactly_a_day() {
        let key = TokenKey::derive(b"secret").unwrap();
        let (user, session) = ids();
        let start = Timestamp::from_seconds(1_800_000_000);
        let token = key.issue(user, session, start).unwrap();
        assert_eq!(key.check(&token, start.plus_seconds(86_399)), Ok((user, session)));
        assert_eq!(key.check(&token, start.plus_seconds(86_400)), Err(IdentityError::ExpiredToken));
        assert_eq!(key.check(&token, start.plus_seconds(86_401)), Err(IdentityError::ExpiredToken));
    }

    #[test]
    fn other_keys_algorithms_and_audiences_are_refused() {
        let key = TokenKey::derive(b"secret").unwrap();
        let (user, session) = ids();
        let now = Timestamp::from_seconds(1_800_000_000);
        let foreign = TokenKey::derive(b"other").unwrap().issue(user, session, now).unwrap();
        assert_eq!(key.check(&foreign, now), Err(IdentityError::BadToken));

        let claims = |aud: &str| Claims { sub: user, sid: session, aud: aud.into(), iat: 0, exp: now.seconds() + 9 };
        let elsewhere = jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims("other"), &key.sign).unwrap();
        assert_eq!(key.check(&elsewhere, now), Err(IdentityError::BadToken));
        let hmac = EncodingKey::from_secret(b"secret");
        let downgraded = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims(AUDIENCE), &hmac).unwrap();
        assert_eq!(key.check(&downgraded, now), Err(IdentityError::BadToken));
        for garbage in ["", "a.b.c", "eyJhbGciOiJub25lIn0.e30."] {
            assert_eq!(key.check(garbage, now), Err(IdentityError::BadToken));
        }
    }
}
