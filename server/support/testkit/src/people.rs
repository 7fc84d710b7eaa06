//! People to tell stories with.
use kernel::{Caller, OrgId, Role, SignedIn, UserId};
use ports::Clock;
use uuid::Uuid;

use crate::World;

/// Somebody with a session.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their handle.
    pub name: String,
    /// Who they are to the policies.
    pub who: SignedIn,
}

impl Person {
    /// As a caller, without any share link.
    pub fn caller(&self) -> Caller {
        Caller::person(self.who)
    }
}

impl World {
    /// A new person with a personal org and a live session.
    pub async fn person(&self, name: &str) -> Person {
        let user = self.user(name).await;
        let org = self.clock.new_id();
        sqlx::query("insert into orgs (org_id, slug, name, is_personal, created_at) values ($1, $2, $2, true, now())")
            .bind(org)
            .bind(name)
            .execute(&self.owner)
            .await
            .unwrap_or_else(|error| panic!("making an org for {name}: {error}"));
        self.join(user, org.into(), Role::Owner, name).await
    }

    /// A new person who is a member of somebody's org.
    pub async fn member(&self, of: &Person, name: &str, role: Role) -> Person {
        let user = self.user(name).await;
        self.join(user, of.who.org, role, name).await
    }

    async fn user(&self, name: &str) -> UserId {
        let user = self.clock.new_id();
        sqlx::query(
            "insert into users (user_id, email, username, display_name, email_confirmed_at, created_at)
             values ($1, $2 || '@example.org', $2, $2, now(), now())",
        )
        .bind(user)
        .bind(name)
        .execute(&self.owner)
        .await
        .unwrap_or_else(|error| panic!("making {name}: {error}"));
        user.into()
    }

    async fn join(&self, user: UserId, org: OrgId, role: Role, name: &str) -> Person {
        let session: Uuid = self.clock.new_id();
        let made =
            sqlx::query("insert into org_members (org_id, user_id, role, created_at) values ($1, $2, $3, now())")
                .bind(org.uuid())
                .bind(user.uuid())
                .bind(role.as_str())
                .execute(&self.owner)
                .await;
        made.unwrap_or_else(|error| panic!("letting {name} in: {error}"));
        let made = sqlx::query(
            "insert into sessions (session_id, user_id, org_id, kind, created_at, last_seen_at, expires_at)
             values ($1, $2, $3, 'browser', now(), now(), now() + interval '1 day')",
        )
        .bind(session)
        .bind(user.uuid())
        .bind(org.uuid())
        .execute(&self.owner)
        .await;
        made.unwrap_or_else(|error| panic!("signing {name} in: {error}"));
        let who = SignedIn { user, org, role, session: session.into(), is_operator: false };
        Person { name: name.to_owned(), who }
    }
}
