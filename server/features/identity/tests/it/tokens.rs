//! Tokens for programs.
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use kernel::Caller;
use ports::Clock;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::scene::{PASSWORD, SECRET_KEY, Scene, flash, location, scene};

const DAY: i64 = 24 * 3600;
/// PKCS#8 version 1 around a bare Ed25519 seed (RFC 8410, section 7).
const PKCS8: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

async fn token(scene: &Scene) -> Value {
    scene.account("ada").await;
    scene.login("ada", PASSWORD).await.json()
}

async fn verify(scene: &Scene, token: &str) -> (u16, Value) {
    let answer = scene.post(&Caller::Anonymous, "/api/v1/auth/verify-token", json!({"token": token})).await;
    let body = answer.json();
    (answer.status, if answer.status == 200 { body } else { body["error"]["code"].clone() })
}

/// The key of an installation with that secret, as the docs of `TokenKey` describe it.
fn key(secret: &[u8]) -> EncodingKey {
    let seed = Sha256::new().chain_update(b"burnish token key v1").chain_update(secret).finalize();
    EncodingKey::from_ed_der(&[&PKCS8[..], &seed].concat())
}

#[tokio::test]
async fn a_token_works_for_exactly_a_day() {
    let scene = scene().await;
    let token = token(&scene).await;
    assert_eq!(token["tokenType"], "Bearer");
    assert_eq!(token["expiresAt"], scene.world.clock.now().plus_seconds(DAY).micros());
    let text = token["token"].as_str().unwrap();
    let (status, verified) = verify(&scene, text).await;
    assert_eq!((status, &verified["valid"], &verified["user"]), (200, &json!(true), &token["user"]));
    scene.world.clock.advance_seconds(DAY - 1);
    assert_eq!(verify(&scene, text).await, (200, verified));
    scene.world.clock.advance_seconds(2);
    assert_eq!(verify(&scene, text).await, (401, json!("expired_token")));
}

#[tokio::test]
async fn a_token_ends_with_its_session() {
    let scene = scene().await;
    let token = token(&scene).await["token"].as_str().unwrap().to_owned();
    let holder = Caller::person(scene.service.resolve_token(&token).await.unwrap().who);
    assert_eq!(scene.post(&holder, "/api/v1/auth/logout", json!({})).await.status, 204);
    assert_eq!(verify(&scene, &token).await, (401, json!("revoked_token")));
    assert_eq!(scene.post(&holder, "/api/v1/auth/logout", json!({})).await.status, 204, "ending it twice is fine");
}

#[tokio::test]
async fn forged_tokens_are_refused_each_for_its_own_reason() {
    let scene = scene().await;
    let good = token(&scene).await;
    let (_, verified) = verify(&scene, good["token"].as_str().unwrap()).await;
    let now = scene.world.clock.now().seconds();
    let claims = |audience: &str| json!({"sub": verified["user"], "sid": verified["session"], "aud": audience, "iat": now, "exp": now + 60});
    let sign = |algorithm: Algorithm, claims: &Value, key: &EncodingKey| {
        jsonwebtoken::encode(&Header::new(algorithm), claims, key).unwrap()
    };
    let ours = key(SECRET_KEY);
    // The control: made here with the right key, it works. So what follows is refused for what was changed.
    assert_eq!(verify(&scene, &sign(Algorithm::EdDSA, &claims("burnish-api"), &ours)).await.0, 200);

    let mut nobody = claims("burnish-api");
    nobody["sub"] = json!("018f0000-0000-7000-8000-000000000001");
    let mut endless = claims("burnish-api");
    endless.as_object_mut().unwrap().remove("exp");
    let right = sign(Algorithm::EdDSA, &claims("burnish-api"), &ours);
    let none = format!("eyJhbGciOiJub25lIn0.{}.", right.split('.').nth(1).unwrap());
    let hmac = EncodingKey::from_secret(SECRET_KEY);
    for (what, forged) in [
        ("another installation's key", sign(Algorithm::EdDSA, &claims("burnish-api"), &key(b"another"))),
        ("another audience", sign(Algorithm::EdDSA, &claims("elsewhere"), &ours)),
        ("another algorithm", sign(Algorithm::HS256, &claims("burnish-api"), &hmac)),
        ("no algorithm", none),
        ("a cut signature", right[..right.len() - 4].to_owned()),
        ("somebody else's session", sign(Algorithm::EdDSA, &nobody, &ours)),
        ("no end", sign(Algorithm::EdDSA, &endless, &ours)),
        ("no token at all", "nonsense".to_owned()),
    ] {
        assert_eq!(verify(&scene, &forged).await, (401, json!("bad_token")), "{what}");
    }
}

#[tokio::test]
async fn ones_own_account_holds_no_secret() {
    let scene = scene().await;
    scene.account("ada").await;
    let ada = scene.signed_in("ada").await;
    let me = scene.get(&ada, "/api/v1/auth/me").await;
    let mut keys: Vec<String> = me.json().as_object().unwrap().keys().cloned().collect();
    keys.sort_unstable();
    expect_test::expect![[
        r#"["createdAt", "displayName", "email", "hasPassword", "id", "isOperator", "lastLoginAt", "org", "theme", "username"]"#
    ]]
    .assert_eq(&format!("{keys:?}"));
    assert!(!me.text().contains("argon2") && !me.text().contains("hash"), "{}", me.text());
    let nobody = scene.get(&Caller::Anonymous, "/api/v1/auth/me").await;
    assert_eq!((nobody.status, nobody.code()), (401, "sign_in_first".into()));
    assert_eq!(nobody.headers["www-authenticate"], "Bearer");
}

#[tokio::test]
async fn a_token_from_the_settings_page_is_shown_once_and_works() {
    let scene = scene().await;
    scene.account("ada").await;
    let ada = scene.signed_in("ada").await;
    let made = scene.form(&ada, "/auth/token", &[]).await;
    assert_eq!(location(&made), "/settings/api");
    let token = flash(&made).field("token").to_owned();
    assert_eq!(verify(&scene, &token).await.0, 200);
    assert_ne!(
        scene.service.resolve_token(&token).await.unwrap().who.session,
        ada.signed_in().unwrap().session,
        "it can be ended without ending the browser's session"
    );
    let nobody = scene.form(&Caller::Anonymous, "/auth/token", &[]).await;
    assert!(flash(&nobody).is_error && flash(&nobody).field("token").is_empty());
}

#[tokio::test]
async fn a_token_in_use_is_seen() {
    let scene = scene().await;
    let token = token(&scene).await["token"].as_str().unwrap().to_owned();
    scene.world.clock.advance_seconds(3600);
    let holder = Caller::person(scene.service.resolve_token(&token).await.unwrap().who);
    let sessions = scene.get(&holder, "/api/v1/auth/sessions").await.json();
    assert_eq!(sessions[0]["kind"], "token");
    assert_eq!(sessions[0]["lastSeenAt"], scene.world.clock.now().micros());
}
