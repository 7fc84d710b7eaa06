//! Whom the server logs in as.
use db::{Db, DbSettings};
use sqlx::AssertSqlSafe;
use testkit::{World, world};

/// The URL of another login of the same database.
fn url_of(world: &World, login: &str) -> String {
    let (scheme, rest) = world.url.split_once("://").expect("a URL");
    let (_, host) = rest.split_once('@').expect("a login in it");
    format!("{scheme}://{login}@{host}")
}

async fn refusal(url: &str) -> String {
    let connected = Db::connect(&DbSettings { max_connections: 2, ..DbSettings::new(url) }).await;
    connected.map(drop).expect_err("such a login is refused").chain().to_owned()
}

/// Names roles of this test alone: roles belong to the whole server, which other tests share.
async fn role(world: &World, what: &str, options: &str) -> String {
    let name = format!("t_{what}_{}", std::process::id());
    run(world, &format!("drop role if exists {name}; create role {name} login password 'x' {options}")).await;
    name
}

async fn run(world: &World, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&world.owner).await.unwrap_or_else(|e| panic!("{e} in {sql}"));
}

#[tokio::test]
async fn a_login_that_policies_do_not_bind_is_refused() {
    let world = world().await;
    let superuser = role(&world, "super", "superuser").await;
    let bypass = role(&world, "bypass", "bypassrls").await;
    let owner = role(&world, "owner", "").await;
    run(&world, &format!("alter table users owner to {owner}")).await;
    let heir = role(&world, "heir", &format!("inherit in role {owner}")).await;
    let plain = role(&world, "plain", "noinherit in role app_rw, app_auth, app_worker").await;
    for login in [&superuser, &bypass, &owner, &heir] {
        let said = refusal(&url_of(&world, &format!("{login}:x"))).await;
        assert!(
            said.contains("row-level security would not hold") && said.contains("DATABASE_OWNER_URL"),
            "{login}: {said}"
        );
    }
    // The control: a role that is none of these may log in.
    let connected = Db::connect(&DbSettings::new(url_of(&world, &format!("{plain}:x")))).await;
    connected.expect("a plain login").close().await;

    run(&world, "alter table users owner to current_user").await;
    for name in [superuser, bypass, heir, owner, plain] {
        run(&world, &format!("drop role {name}")).await;
    }
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_said_to_be_the_trouble() {
    let nowhere = DbSettings {
        acquire_timeout: std::time::Duration::from_millis(300),
        ..DbSettings::new("postgres://x@127.0.0.1:1/x")
    };
    let fault = Db::connect(&nowhere).await.unwrap_err();
    let said = fault.chain();
    assert!(said.starts_with("connecting to the database at 127.0.0.1:1: ") && said.contains("refused"), "{said}");
    assert_eq!(fault.kind(), kernel::Kind::Unavailable);
    let garbled = Db::connect(&DbSettings::new("no address at all")).await.unwrap_err();
    assert_eq!(garbled.kind(), kernel::Kind::Fault);
}

#[tokio::test]
async fn the_login_by_itself_can_read_nothing() {
    let world = world().await;
    let read = sqlx::query("select count(*) from users").fetch_one(world.db.login_pool()).await;
    let code = read.unwrap_err().as_database_error().and_then(|e| e.code()).map(|code| code.into_owned());
    assert_eq!(code.as_deref(), Some("42501"));
}

#[tokio::test]
async fn making_the_roles_again_changes_nothing_and_odd_names_are_refused() {
    let world = world().await;
    let owner = testkit::owner_url();
    for name in ["", "a; drop table users", "å"] {
        let fault = db::bootstrap(&owner, name, None).await.unwrap_err();
        assert!(fault.chain().contains("other characters"), "{name}: {}", fault.chain());
    }
    db::bootstrap(&owner, "burnish_app", None).await.unwrap();
    let again = Db::connect(&DbSettings { max_connections: 2, ..DbSettings::new(world.url.clone()) }).await;
    again.expect("the password is the same").close().await;
}
