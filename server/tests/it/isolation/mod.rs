//! Everyone attacks every table. Two orgs have rows everywhere; each kind of caller tries to read, add, change and delete
//! the rows of both, and what gets through is compared with [`EXPECTED`], which is written by hand. Then each policy is
//! dropped in turn, and the comparison must notice.
mod callers;
mod rows;

use std::collections::BTreeMap;

use sqlx::{AssertSqlSafe, PgPool, Row};
use testkit::World;

use callers::{Attacker, cast};
use rows::{Scene, row};

/// Who may read, add, change and delete the rows of the first org, by the letters of [`cast`]:
/// **o**wner, **m**ember and **v**iewer of that org, guest **e**ditor and **g**uest viewer by grant, holder of a **l**ink,
/// **s**tranger (owner of the other org), holder of an e**x**pired link, **a**nonymous; and the roles that are nobody:
/// **A** before sign-in, **W** for background work.
///
/// Rows that belong to one person belong to the owner. A table that is not listed fails the test.
const EXPECTED: &[(&str, [&str; 4])] = &[
    // table                    read           add       change    delete
    ("auth_throttles", ["AW", "A", "A", "W"]),
    ("collaboration_comments", ["omveglW", "oW", "omeW", "omeW"]),
    ("collaboration_rooms", ["omveglW", "oW", "omW", "W"]),
    ("comment_mentions", ["omveglW", "omeW", "W", "omeW"]),
    ("conversations", ["oW", "o", "oW", "oW"]),
    ("email_links", ["AW", "A", "A", "W"]),
    ("file_batches", ["omveglW", "W", "", "W"]),
    ("file_ops", ["omveglW", "ome", "", "omeW"]),
    ("files", ["omveglW", "ome", "omeW", "omeW"]),
    ("jobs", ["W", "oAW", "W", "W"]),
    ("ledger_accounts", ["omvW", "W", "W", ""]),
    ("ledger_differences", ["W", "W", "", ""]),
    ("ledger_entries", ["omvW", "W", "", ""]),
    ("ledger_holds", ["omvW", "W", "W", ""]),
    ("ledger_transactions", ["omvW", "W", "", ""]),
    ("listing_categories", ["omveglsxaW", "W", "W", "W"]),
    ("listing_counts", ["omveglsxaW", "W", "W", "W"]),
    ("listing_files", ["omveglsxaW", "W", "W", "W"]),
    ("listing_preview_files", ["omveglsxaW", "W", "W", "W"]),
    ("listing_uses", ["oW", "oW", "oW", "oW"]),
    ("listing_words", ["omveglsxaW", "W", "W", "W"]),
    ("listings", ["omveglsxaW", "W", "W", "W"]),
    ("mails", ["W", "oAW", "W", "W"]),
    ("message_sends", ["o", "o", "", "o"]),
    ("messages", ["oW", "o", "oW", "oW"]),
    ("notification_preferences", ["oW", "o", "o", ""]),
    ("notifications", ["oW", "W", "oW", "W"]),
    ("org_invites", ["oAW", "o", "oA", "W"]),
    ("org_members", ["omvAW", "oA", "o", "o"]),
    ("orgs", ["omvAW", "A", "o", ""]),
    ("project_grants", ["omvW", "omW", "omW", "omW"]),
    ("project_request_keys", ["oW", "o", "", "W"]),
    ("projects", ["omveglW", "o", "omeW", "oW"]),
    ("prompt_drafts", ["AW", "A", "", "AW"]),
    ("published_listings", ["omveglsxaW", "W", "W", "W"]),
    ("room_activity", ["omveglW", "W", "W", "W"]),
    ("room_guests", ["omveglW", "W", "omW", "omW"]),
    ("room_invites", ["omW", "oW", "omW", "W"]),
    ("room_participants", ["omveglW", "oW", "omW", "omW"]),
    ("room_ratings", ["oW", "oW", "oW", "W"]),
    ("sessions", ["oAW", "A", "oA", "W"]),
    ("share_links", ["omvW", "omW", "omW", "omW"]),
    ("users", ["oAW", "A", "oA", ""]),
    ("version_files", ["omveglW", "ome", "", "omeW"]),
    ("versions", ["omveglW", "ome", "", "omeW"]),
];

/// Tables whose rows are the same for all orgs.
const SHARED: &[&str] = &[
    "auth_throttles",
    "listing_categories",
    "listing_counts",
    "listing_files",
    "listing_preview_files",
    "listing_words",
    "listings",
    "prompt_drafts",
    "published_listings",
];

const VERBS: [&str; 4] = ["read", "add", "change", "delete"];

/// Rows by table, as places in the heap: nothing in the test moves them, because everything is rolled back.
type Places = BTreeMap<String, Vec<String>>;

struct Battlefield {
    world: World,
    cast: Vec<Attacker>,
    first: Scene,
    mine: Places,
    theirs: Places,
}

#[tokio::test]
async fn nobody_gets_past_the_policies() {
    let field = battlefield().await;
    let mut wrong = Vec::new();
    for table in tables(&field.world.owner).await {
        wrong.extend(attack(&field, &table).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_table_has_forced_policies() {
    let world = testkit::world().await;
    let open: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> '_sqlx_migrations'
           and not (c.relrowsecurity and c.relforcerowsecurity
             and exists (select from pg_policy p where p.polrelid = c.oid))",
    )
    .fetch_all(&world.owner)
    .await
    .unwrap();
    assert_eq!(open, Vec::<String>::new(), "tables without forced row-level security or without any policy");
}

#[tokio::test]
async fn each_policy_is_missed_when_it_is_gone() {
    let field = battlefield().await;
    let policies = sqlx::query(
        "select tablename::text, policyname::text, permissive, array_to_string(roles, ', '), cmd, qual, with_check
         from pg_policies where schemaname = 'public' order by 1, 2",
    )
    .fetch_all(&field.world.owner)
    .await
    .unwrap();
    assert!(policies.len() > 40, "the policies were found");
    let mut unnoticed = Vec::new();
    for policy in policies {
        let text = |i: usize| policy.get::<Option<String>, _>(i).unwrap_or_default();
        let (table, name) = (text(0), text(1));
        run(&field.world.owner, &format!("drop policy {name} on {table}")).await;
        if attack(&field, &table).await.is_empty() {
            unnoticed.push(format!("{table}.{name}"));
        }
        let using = if text(5).is_empty() { String::new() } else { format!(" using ({})", text(5)) };
        let check = if text(6).is_empty() { String::new() } else { format!(" with check ({})", text(6)) };
        let again = format!("create policy {name} on {table} for {} to {}{using}{check}", text(4), text(3));
        run(&field.world.owner, &again).await;
    }
    assert_eq!(unnoticed, Vec::<String>::new(), "policies whose loss nothing notices");
}

async fn battlefield() -> Battlefield {
    let world = testkit::world().await;
    let ada = world.person("ada").await;
    let bob = world.person("bob").await;
    let spare = world.person("spare").await;
    let first = Scene::new(&world, &ada, &spare, 1);
    let second = Scene::new(&world, &bob, &spare, 2);
    for scene in [&first, &second] {
        run(&world.owner, &rows::before(scene)).await;
    }
    let before = places(&world.owner).await;
    for table in rows::ORDER {
        run(&world.owner, &row(table, &first)).await;
    }
    let mine = new_places(&before, places(&world.owner).await);
    let after_first = places(&world.owner).await;
    for table in rows::ORDER {
        run(&world.owner, &row(table, &second)).await;
    }
    let theirs = new_places(&after_first, places(&world.owner).await);
    let cast = cast(&world, &ada, &bob, &first).await;
    Battlefield { world, cast, first, mine, theirs }
}

/// Tries everything on one table, and answers what differs from [`EXPECTED`].
async fn attack(field: &Battlefield, table: &str) -> Vec<String> {
    let Some((_, expected)) = EXPECTED.iter().find(|(name, _)| *name == table) else {
        return vec![format!("{table}: not in EXPECTED. Say who may do what, and give it a row in rows.rs")];
    };
    let none = Vec::new();
    let mine = field.mine.get(table).unwrap_or(&none);
    let theirs = field.theirs.get(table).unwrap_or(&none);
    if mine.is_empty() || (theirs.is_empty() && !SHARED.contains(&table)) {
        return vec![format!("{table}: both orgs need rows in it; see rows.rs")];
    }
    let mut wrong = Vec::new();
    for attacker in &field.cast {
        for (verb, allowed) in VERBS.iter().zip(expected) {
            let may = allowed.contains(attacker.letter);
            let on_mine = attempt(field, attacker, table, verb, mine).await;
            if on_mine != may {
                wrong.push(format!("{table}: {} {} {verb} the first org's rows", attacker.letter, did(on_mine)));
            }
            if *verb == "add" || theirs.is_empty() {
                continue;
            }
            // What the owner may do to the first org's rows, the stranger may do to their own; nobody else but the roles.
            let may_theirs = match attacker.letter {
                'A' | 'W' => may,
                's' => allowed.contains('o') || (SHARED.contains(&table) && may),
                _ => SHARED.contains(&table) && may,
            };
            let on_theirs = attempt(field, attacker, table, verb, theirs).await;
            if on_theirs != may_theirs {
                wrong.push(format!("{table}: {} {} {verb} the other org's rows", attacker.letter, did(on_theirs)));
            }
        }
    }
    wrong
}

fn did(could: bool) -> &'static str {
    if could { "could" } else { "could not" }
}

/// Whether the attacker can do it to all of the rows. Being able to do it to some but not all is a failure of its own.
async fn attempt(field: &Battlefield, attacker: &Attacker, table: &str, verb: &str, places: &[String]) -> bool {
    let list = places.iter().map(|place| format!("'{place}'")).collect::<Vec<_>>().join(",");
    let here = format!("where ctid = any(array[{list}]::tid[])");
    let sql = match verb {
        "read" => format!("select count(*) from {table} {here}"),
        "change" => match changeable(field, attacker, table).await {
            Some(column) => format!(
                "with done as (update {table} set {column} = {column} {here} returning 1) select count(*) from done"
            ),
            None => return false,
        },
        "delete" => format!("delete from {table} {here}"),
        _ => row(table, &field.first.fresh(&field.world)),
    };
    let mut tx = attacker.begin(&field.world).await;
    let outcome = match verb {
        "read" => sqlx::query_scalar::<_, i64>(AssertSqlSafe(sql.clone())).fetch_one(&mut *tx).await,
        "change" => {
            // `returning` would need the right to read as well; changing alone is what is tried.
            let plain = sql.replace("with done as (", "").replace(" returning 1) select count(*) from done", "");
            sqlx::query(AssertSqlSafe(plain)).execute(&mut *tx).await.map(|done| done.rows_affected() as i64)
        }
        _ => sqlx::query(AssertSqlSafe(sql.clone())).execute(&mut *tx).await.map(|done| done.rows_affected() as i64),
    };
    let count = match outcome {
        Ok(count) => count,
        Err(error) => {
            let code = error.as_database_error().and_then(|db| db.code()).unwrap_or_default().into_owned();
            // 23503: the policy let the row go and a foreign key held it back, which is past the policies.
            if verb == "delete" && code == "23503" {
                return true;
            }
            // 42501: no privilege, or a row that the policy does not take.
            assert_eq!(code, "42501", "{} {verb} {table}: {error}\n{sql}", attacker.letter);
            return false;
        }
    };
    let all = if verb == "add" { 1 } else { places.len() as i64 };
    assert!(count == 0 || count == all, "{} {verb} {table}: {count} of {all}", attacker.letter);
    count == all
}

/// A column that the attacker's role may change, if there is one.
async fn changeable(field: &Battlefield, attacker: &Attacker, table: &str) -> Option<String> {
    sqlx::query_scalar(
        "select a.attname::text from pg_attribute a
         where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
           and has_column_privilege($2, a.attrelid, a.attnum, 'UPDATE') order by a.attnum desc limit 1",
    )
    .bind(table)
    .bind(attacker.role)
    .fetch_optional(&field.world.owner)
    .await
    .unwrap()
}

async fn tables(owner: &PgPool) -> Vec<String> {
    sqlx::query_scalar(
        "select tablename::text from pg_tables where schemaname = 'public' and tablename <> '_sqlx_migrations' order by 1",
    )
    .fetch_all(owner)
    .await
    .unwrap()
}

async fn places(owner: &PgPool) -> Places {
    let mut found = Places::new();
    for table in tables(owner).await {
        let sql = AssertSqlSafe(format!("select ctid::text from {table}"));
        found.insert(table, sqlx::query_scalar(sql).fetch_all(owner).await.unwrap());
    }
    found
}

fn new_places(before: &Places, after: Places) -> Places {
    after
        .into_iter()
        .map(|(table, places)| {
            let old = before.get(&table);
            let new = places.into_iter().filter(|place| !old.is_some_and(|old| old.contains(place))).collect();
            (table, new)
        })
        .collect()
}

async fn run(owner: &PgPool, sql: &str) {
    if let Err(error) = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(owner).await {
        panic!("{error}\n{sql}");
    }
}
