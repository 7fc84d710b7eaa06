//! Connections are shared; what a caller was is not.
use db::{Db, DbSettings, Tx};
use kernel::Caller;
use proptest::prelude::*;
use testkit::{Person, World, world};

/// What a transaction believes about its caller: role, user, org, org role, share link.
type Belief = (String, Option<String>, Option<String>, Option<String>, Option<String>);

async fn belief(tx: &mut Tx) -> Belief {
    sqlx::query_as(
        "select current_user::text, app.user_id()::text, app.org_id()::text, app.org_role(), app.share_hash()",
    )
    .fetch_one(&mut **tx)
    .await
    .expect("everyone may ask who they are")
}

fn expected(by: &Caller) -> Belief {
    let who = by.signed_in();
    (
        "app_rw".into(),
        who.map(|who| who.user.to_string()),
        who.map(|who| who.org.to_string()),
        who.map(|who| who.role.as_str().to_owned()),
        by.share_token().map(db::share_hash),
    )
}

/// One connection, so that whoever comes next gets what the one before has left.
async fn narrow(world: &World) -> Db {
    Db::connect(&DbSettings { max_connections: 1, ..DbSettings::new(world.url.clone()) }).await.expect("a connection")
}

async fn rename(tx: &mut Tx, name: &str) {
    let done = sqlx::query("update users set display_name = $1").bind(name).execute(&mut **tx).await.unwrap();
    assert_eq!(done.rows_affected(), 1, "one sees oneself");
}

async fn name_of(world: &World, person: &Person) -> String {
    sqlx::query_scalar("select display_name from users where user_id = $1")
        .bind(person.who.user.uuid())
        .fetch_one(&world.owner)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_transaction_lasts_when_it_is_committed_and_only_then() {
    let world = world().await;
    let ada = world.person("ada").await;
    let mut tx = world.db.begin(&ada.caller()).await.unwrap();
    rename(&mut tx, "Dropped").await;
    drop(tx);
    assert_eq!(name_of(&world, &ada).await, "ada");
    let mut tx = world.db.begin(&ada.caller()).await.unwrap();
    rename(&mut tx, "Kept").await;
    tx.commit().await.unwrap();
    assert_eq!(name_of(&world, &ada).await, "Kept");
}

#[tokio::test]
async fn the_next_user_of_a_connection_sees_nothing_of_the_one_before() {
    let world = world().await;
    let db = narrow(&world).await;
    let ada = world.person("ada").await;
    let holding = Caller::Person { who: ada.who, share_token: Some("a link".into()) };
    for ending in ["committed", "dropped", "failed", "panicked", "cancelled in a query"] {
        let mut tx = db.begin(&holding).await.unwrap();
        assert_eq!(belief(&mut tx).await, expected(&holding));
        match ending {
            "committed" => tx.commit().await.unwrap(),
            "dropped" => drop(tx),
            "failed" => {
                sqlx::query("select 1 / 0").execute(&mut *tx).await.unwrap_err();
                drop(tx);
            }
            "panicked" => {
                let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
                    let _held = tx;
                    panic!("in the middle of it");
                }));
                assert!(ended.is_err());
            }
            _ => {
                let mut query = Box::pin(async move { sqlx::query(SLEEP).execute(&mut *tx).await.map(drop) });
                tokio::select! {
                    _ = &mut query => panic!("it sleeps for a minute"),
                    () = until_asleep(&world) => {}
                }
                drop(query);
                wake(&world).await;
            }
        }
        let mut nobody = db.begin(&Caller::Anonymous).await.unwrap();
        assert_eq!(belief(&mut nobody).await, expected(&Caller::Anonymous), "after one that {ending}");
        let people: i64 = sqlx::query_scalar("select count(*) from users").fetch_one(&mut *nobody).await.unwrap();
        assert_eq!(people, 0, "after one that {ending}");
        drop(nobody);
        let mut worker = db.begin_worker().await.unwrap();
        let (role, user, ..) = belief(&mut worker).await;
        assert_eq!((role.as_str(), user), ("app_worker", None), "after one that {ending}");
    }
}

const SLEEP: &str = "select pg_sleep(60)";

async fn until_asleep(world: &World) {
    let asleep = "select exists (select from pg_stat_activity
                    where datname = current_database() and state = 'active' and query = $1)";
    while !sqlx::query_scalar::<_, bool>(asleep).bind(SLEEP).fetch_one(&world.owner).await.unwrap() {
        tokio::task::yield_now().await;
    }
}

/// The connection is not free before the database has heard that nobody waits any more.
async fn wake(world: &World) {
    let stop = "select pg_cancel_backend(pid) from pg_stat_activity where datname = current_database() and query = $1";
    sqlx::query(stop).bind(SLEEP).execute(&world.owner).await.unwrap();
}

/// Whoever gives up while a transaction begins leaves nothing of themselves behind, however far it had come.
#[tokio::test]
async fn a_caller_who_leaves_while_a_transaction_begins_leaves_nothing_behind() {
    let world = world().await;
    let db = narrow(&world).await;
    let ada = world.person("ada").await;
    let holding = Caller::Person { who: ada.who, share_token: Some("a link".into()) };
    // Warm, so that polls count steps of beginning and not of connecting.
    drop(db.begin(&Caller::Anonymous).await.unwrap());
    let mut looks = 1;
    let mut given_up = 0;
    loop {
        let mut begin = Box::pin(db.begin(&holding));
        let mut ready = false;
        for _ in 0..looks {
            ready = ready || look_at(&mut begin).await;
            tokio::task::yield_now().await;
        }
        drop(begin);
        let mut nobody = db.begin(&Caller::Anonymous).await.unwrap();
        assert_eq!(belief(&mut nobody).await, expected(&Caller::Anonymous), "given up after {looks} looks");
        if ready {
            break;
        }
        given_up += 1;
        looks += 1 + looks / 8;
    }
    assert!(given_up > 0, "the first look is always too early");
}

/// Looks at a future once; true when it had ended.
async fn look_at<F: Future + Unpin>(future: &mut F) -> bool {
    std::future::poll_fn(|context| std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_ready()))
        .await
}

#[tokio::test]
async fn readers_that_are_nobody_cannot_write() {
    let world = world().await;
    world.person("ada").await;
    let seen: i64 = sqlx::query_scalar("select count(*) from users").fetch_one(world.db.public()).await.unwrap();
    assert_eq!(seen, 0);
    for sql in [
        "update users set display_name = 'Eve'",
        "insert into listing_categories (category) values ('x')",
        "delete from sessions",
        "create table mine (a int)",
    ] {
        let refused = sqlx::query(sql).execute(world.db.public()).await.unwrap_err();
        let code = refused.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned());
        assert!(matches!(code.as_deref(), Some("42501" | "25006" | "42703")), "{sql}: {refused}");
    }
    let known: i64 = sqlx::query_scalar("select count(*) from users").fetch_one(world.db.auth_reader()).await.unwrap();
    assert_eq!(known, 1, "who reads for sign-in does see people");
    let refused =
        sqlx::query("update users set display_name = 'Eve'").execute(world.db.auth_reader()).await.unwrap_err();
    assert_eq!(refused.as_database_error().and_then(|error| error.code()).as_deref(), Some("25006"));
}

/// One step of a caller in a random plan.
#[derive(Debug, Clone, Copy)]
enum Step {
    Begin,
    Look,
    Write,
    Commit,
    Drop,
    /// Begins and gives up at once.
    GiveUp,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => Just(Step::Begin),
        3 => Just(Step::Look),
        2 => Just(Step::Write),
        2 => Just(Step::Commit),
        2 => Just(Step::Drop),
        1 => Just(Step::GiveUp),
    ]
}

/// Two callers take turns on two connections, in 200 random ways: each sees itself and nobody else, always.
#[test]
fn two_callers_who_share_connections_never_meet() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (world, db, people) = runtime.block_on(async {
        let world = world().await;
        let people = [world.person("ada").await, world.person("bob").await];
        let settings = DbSettings { max_connections: 2, ..DbSettings::new(world.url.clone()) };
        let db = Db::connect(&settings).await.expect("connections");
        (world, db, people)
    });
    let callers = [Caller::Person { who: people[0].who, share_token: Some("adas link".into()) }, people[1].caller()];
    let config = ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(plan in prop::collection::vec((0..2_usize, step()), 1..24))| {
        runtime.block_on(play(&world, &db, &callers, &people, &plan));
    });
    runtime.block_on(async { db.close().await });
}

async fn play(world: &World, db: &Db, callers: &[Caller; 2], people: &[Person; 2], plan: &[(usize, Step)]) {
    let mut open: [Option<(Tx, String)>; 2] = [None, None];
    let mut lasting = [name_of(world, &people[0]).await, name_of(world, &people[1]).await];
    for (number, (turn, step)) in plan.iter().enumerate() {
        match step {
            Step::Begin => {
                if open[*turn].is_none() {
                    let tx = db.begin(&callers[*turn]).await.expect("a connection is free");
                    open[*turn] = Some((tx, lasting[*turn].clone()));
                }
            }
            Step::Look => {
                if let Some((tx, name)) = &mut open[*turn] {
                    assert_eq!(belief(tx).await, expected(&callers[*turn]));
                    let seen: Vec<String> =
                        sqlx::query_scalar("select display_name from users").fetch_all(&mut **tx).await.unwrap();
                    assert_eq!(&seen, std::slice::from_ref(name));
                }
            }
            Step::Write => {
                if let Some((tx, name)) = &mut open[*turn] {
                    *name = format!("{turn} at {number}");
                    rename(tx, name).await;
                }
            }
            Step::Commit => {
                if let Some((tx, name)) = open[*turn].take() {
                    tx.commit().await.unwrap();
                    lasting[*turn] = name;
                }
            }
            Step::Drop => drop(open[*turn].take()),
            Step::GiveUp => {
                if open[*turn].is_none() {
                    let mut begin = Box::pin(db.begin(&callers[*turn]));
                    look_at(&mut begin).await;
                }
            }
        }
    }
    drop(open);
    assert_eq!([name_of(world, &people[0]).await, name_of(world, &people[1]).await], lasting);
}
