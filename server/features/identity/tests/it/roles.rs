//! What a role allows is said by the database, whatever a door forgets to check.
use kernel::Role;
use sqlx::AssertSqlSafe;
use testkit::{Person, World, world};

/// How many rows a statement touched, or the constraint or code that refused it; kept when it was allowed.
async fn attempt(world: &World, by: &Person, sql: &str) -> Result<u64, String> {
    let mut tx = world.db.begin(&by.caller()).await.expect("a transaction");
    let done = sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut *tx).await.map_err(|error| {
        let error = error.as_database_error().unwrap_or_else(|| panic!("{error}"));
        error.code().unwrap_or_default().into_owned()
    })?;
    tx.commit().await.map_err(|fault| fault.chain().to_owned())?;
    Ok(done.rows_affected())
}

async fn role_of(world: &World, person: &Person) -> Option<String> {
    sqlx::query_scalar("select role from org_members where user_id = $1 and org_id = $2")
        .bind(person.who.user.uuid())
        .bind(person.who.org.uuid())
        .fetch_optional(&world.owner)
        .await
        .unwrap()
}

#[tokio::test]
async fn only_those_who_manage_an_org_change_it() {
    let world = world().await;
    let ada = world.person("ada").await;
    let rename = format!("update orgs set name = 'Renamed' where org_id = '{}'", ada.who.org);
    for (name, role, rows) in [("vera", Role::Viewer, 0), ("max", Role::Member, 0), ("amy", Role::Admin, 1)] {
        let person = world.member(&ada, name, role).await;
        assert_eq!(attempt(&world, &person, &rename).await, Ok(rows), "{name}");
    }
    assert_eq!(attempt(&world, &ada, &rename).await, Ok(1));
    let bob = world.person("bob").await;
    assert_eq!(attempt(&world, &bob, &rename).await, Ok(0), "the owner of another org is nobody here");
}

#[tokio::test]
async fn only_owners_make_owners() {
    let world = world().await;
    let ada = world.person("ada").await;
    let max = world.member(&ada, "max", Role::Member).await;
    let amy = world.member(&ada, "amy", Role::Admin).await;
    let set = |person: &Person, role: &str| {
        format!(
            "update org_members set role = '{role}' where user_id = '{}' and org_id = '{}'",
            person.who.user, ada.who.org
        )
    };
    // A member cannot raise itself, and an admin cannot rise above itself.
    assert_eq!(attempt(&world, &max, &set(&max, "admin")).await, Ok(0));
    assert_eq!(attempt(&world, &amy, &set(&amy, "owner")).await, Err("42501".into()));
    assert_eq!(attempt(&world, &amy, &set(&max, "owner")).await, Err("42501".into()));
    assert_eq!(attempt(&world, &amy, &set(&ada, "viewer")).await, Ok(0), "nor take an owner's role away");
    assert_eq!(attempt(&world, &amy, &set(&max, "viewer")).await, Ok(1));
    assert_eq!(attempt(&world, &ada, &set(&max, "owner")).await, Ok(1));
    assert_eq!(role_of(&world, &max).await.as_deref(), Some("owner"));
}

#[tokio::test]
async fn the_last_owner_can_neither_leave_nor_step_down() {
    let world = world().await;
    let ada = world.person("ada").await;
    let here = format!("where user_id = '{}' and org_id = '{}'", ada.who.user, ada.who.org);
    let (leave, step_down) =
        (format!("delete from org_members {here}"), format!("update org_members set role = 'member' {here}"));
    for sql in [&leave, &step_down] {
        let refused = attempt(&world, &ada, sql).await.unwrap_err();
        assert!(refused.contains("the last owner of an org cannot leave or step down"), "{sql}: {refused}");
        assert_eq!(role_of(&world, &ada).await.as_deref(), Some("owner"));
    }
    let bob = world.member(&ada, "bob", Role::Owner).await;
    assert_eq!(attempt(&world, &ada, &leave).await, Ok(1), "with a second owner she may");
    assert_eq!(role_of(&world, &ada).await, None);
    let here = format!("where user_id = '{}' and org_id = '{}'", bob.who.user, bob.who.org);
    assert!(attempt(&world, &bob, &format!("delete from org_members {here}")).await.is_err());
}

#[tokio::test]
async fn two_owners_who_leave_at_the_same_time_do_not_leave_an_org_without_one() {
    let world = world().await;
    let ada = world.person("ada").await;
    let bob = world.member(&ada, "bob", Role::Owner).await;
    let leave = |person: &Person| {
        format!("delete from org_members where user_id = '{}' and org_id = '{}'", person.who.user, ada.who.org)
    };
    let mut first = world.db.begin(&ada.caller()).await.unwrap();
    let mut second = world.db.begin(&bob.caller()).await.unwrap();
    sqlx::query(AssertSqlSafe(leave(&ada))).execute(&mut *first).await.unwrap();
    sqlx::query(AssertSqlSafe(leave(&bob))).execute(&mut *second).await.unwrap();
    let (one, two) = tokio::join!(first.commit(), second.commit());
    assert_ne!(one.is_ok(), two.is_ok(), "one may leave, and the other has to stay");
    let owners: i64 = sqlx::query_scalar("select count(*) from org_members where org_id = $1 and role = 'owner'")
        .bind(ada.who.org.uuid())
        .fetch_one(&world.owner)
        .await
        .unwrap();
    assert_eq!(owners, 1);
}

#[tokio::test]
async fn anyone_may_leave_and_only_managers_send_others_away() {
    let world = world().await;
    let ada = world.person("ada").await;
    let max = world.member(&ada, "max", Role::Member).await;
    let vera = world.member(&ada, "vera", Role::Viewer).await;
    let remove = |person: &Person| {
        format!("delete from org_members where user_id = '{}' and org_id = '{}'", person.who.user, ada.who.org)
    };
    assert_eq!(attempt(&world, &max, &remove(&vera)).await, Ok(0));
    assert_eq!(attempt(&world, &vera, &remove(&vera)).await, Ok(1));
    let amy = world.member(&ada, "amy", Role::Admin).await;
    assert_eq!(attempt(&world, &amy, &remove(&max)).await, Ok(1));
    assert_eq!(attempt(&world, &amy, &remove(&ada)).await, Ok(0), "an admin cannot send an owner away");
}
