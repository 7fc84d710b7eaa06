//! Who attacks.
use db::Tx;
use kernel::{Caller, Role};
use sqlx::AssertSqlSafe;
use testkit::{Person, World};

use super::rows::Scene;

/// One kind of caller.
pub struct Attacker {
    /// As in the table of what is expected.
    pub letter: char,
    /// The database role behind it.
    pub role: &'static str,
    caller: Caller,
}

impl Attacker {
    /// A transaction as the server would open it.
    pub async fn begin(&self, world: &World) -> Tx {
        let opened = match self.role {
            "app_auth" => world.db.begin_auth().await,
            "app_worker" => world.db.begin_worker().await,
            _ => world.db.begin(&self.caller).await,
        };
        opened.unwrap_or_else(|fault| panic!("{}", fault.chain()))
    }
}

/// Everyone, with the grants and links that they need.
pub async fn cast(world: &World, owner: &Person, stranger: &Person, scene: &Scene) -> Vec<Attacker> {
    let member = world.member(owner, "member", Role::Member).await;
    let viewer = world.member(owner, "viewer", Role::Viewer).await;
    let editor = world.person("guest-editor").await;
    let guest = world.person("guest-viewer").await;
    for (person, role) in [(&editor, "editor"), (&guest, "viewer")] {
        let grant = format!(
            "insert into project_grants (project_id, org_id, user_id, role, granted_by, created_at)
             values ('{}', '{}', '{}', '{role}', '{}', now())",
            scene.project, scene.org, person.who.user, scene.user
        );
        sqlx::raw_sql(AssertSqlSafe(grant)).execute(&world.owner).await.unwrap();
    }
    for (secret, expires) in [("good", "now() + interval '1 day'"), ("expired", "now() - interval '1 second'")] {
        let link = format!(
            "insert into share_links (token_hash, project_id, org_id, role, created_by, created_at, expires_at)
             values ('{}', '{}', '{}', 'viewer', '{}', now(), {expires})",
            db::share_hash(secret),
            scene.project,
            scene.org,
            scene.user
        );
        sqlx::raw_sql(AssertSqlSafe(link)).execute(&world.owner).await.unwrap();
    }
    let link = |secret: &str| Caller::Guest { share_token: secret.to_owned() };
    let app = |letter, caller| Attacker { letter, role: "app_rw", caller };
    vec![
        app('o', owner.caller()),
        app('m', member.caller()),
        app('v', viewer.caller()),
        app('e', editor.caller()),
        app('g', guest.caller()),
        app('l', link("good")),
        app('s', stranger.caller()),
        app('x', link("expired")),
        app('a', Caller::Anonymous),
        Attacker { letter: 'A', role: "app_auth", caller: Caller::Anonymous },
        Attacker { letter: 'W', role: "app_worker", caller: Caller::Anonymous },
    ]
}
