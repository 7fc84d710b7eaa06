//! The feature on a database of its own, and a few verbs that the stories share.
use std::sync::Arc;

use axum::http::Method;
use billing::{Deps, feature};
use billing_contract::{BillingError, Posted, Postings};
use jobs::Runner;
use kernel::{Caller, HoldId};
use ledger::{Charge, IdempotencyKey, Nanos, Operation};
use ports::Clock;
use serde_json::Value;
use testkit::{Answer, Client, Person, World};

pub struct Scene {
    pub world: World,
    pub client: Client,
    pub postings: Arc<dyn Postings>,
    pub runner: Runner,
}

pub async fn scene() -> Scene {
    let world = testkit::world().await;
    let clock = world.clock.clone();
    let made = feature(Deps { db: world.db.clone(), clock: clock.clone() });
    let client = world.client(made.routes.into());
    let runner = Runner::new(world.db.clone(), made.jobs, Arc::new(move || clock.now()));
    Scene { world, client, postings: made.postings, runner }
}

pub fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey::new(text).unwrap()
}

pub fn cents(cents: i64) -> Nanos {
    Nanos::from_cents(cents).unwrap()
}

impl Scene {
    /// Somebody who may see what concerns the whole installation.
    pub async fn operator(&self) -> Person {
        let mut person = self.world.person("olga").await;
        person.who.is_operator = true;
        person
    }

    pub fn hold_id(&self) -> HoldId {
        self.world.clock.new_id().into()
    }

    /// Posts under a key of its own.
    pub async fn post(&self, operation: &Operation) -> Result<Posted, BillingError> {
        self.postings.post(&key(&self.world.clock.new_id().to_string()), operation, None).await
    }

    pub async fn top_up(&self, whose: &Person, amount: Nanos) -> Posted {
        self.post(&Operation::TopUp { org: whose.who.org, amount }).await.unwrap()
    }

    pub async fn hold(&self, whose: &Person, amount: Nanos) -> Result<HoldId, BillingError> {
        let hold = self.hold_id();
        self.post(&Operation::Hold { org: whose.who.org, hold, amount }).await?;
        Ok(hold)
    }

    pub fn settling(&self, whose: &Person, hold: HoldId, cost: Nanos) -> Operation {
        Operation::Settle { org: whose.who.org, hold, charge: Charge::for_cost(cost).unwrap() }
    }

    pub async fn get(&self, path: &str, by: &Caller) -> Answer {
        self.client.call(Method::GET, path, by, None).await
    }

    /// What can be spent and what is held, as the API says.
    pub async fn balance(&self, of: &Person) -> (i64, i64) {
        let answer = self.client.get("/api/v1/billing/balance", of).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let json = answer.json();
        (json["available"].as_i64().unwrap(), json["held"].as_i64().unwrap())
    }

    /// A number that the database is asked for, past all policies.
    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.world.owner).await.unwrap()
    }

    /// Runs the reconciliation and answers its list.
    pub async fn reconcile(&self) -> Value {
        billing::schedule(&self.world.db, &*self.world.clock).await.unwrap();
        assert_eq!(self.runner.drain().await, Ok(1));
        let mut olga = self.world.person(&format!("olga-{}", self.world.clock.new_id().simple())).await;
        olga.who.is_operator = true;
        let list = self.client.get("/api/v1/billing/differences", &olga).await;
        assert_eq!(list.status, 200);
        list.json()
    }
}
