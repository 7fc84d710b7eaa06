//! The feature on a database of its own, with a mail server that can be told how to behave.
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use axum::{Router, http::Method};
use jobs::{Runner, outbox::Letter};
use kernel::{Caller, JobId, MailId};
use ops::{Deps, feature};
use ports::{Clock, Mail, MailError, Mailer, mail::OutboxOnly};
use testkit::{Answer, Client, Person, World};

pub struct Scene {
    pub world: World,
    pub client: Client,
    pub server: Arc<MailServer>,
    pub runner: Runner,
}

/// Takes mail, or refuses as often as it was told to.
#[derive(Default)]
pub struct MailServer {
    pub taken: Mutex<Vec<Mail>>,
    pub refusals: Mutex<VecDeque<MailError>>,
}

#[async_trait]
impl Mailer for MailServer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        if let Some(error) = self.refusals.lock().unwrap().pop_front() {
            return Err(error);
        }
        self.taken.lock().unwrap().push(mail.clone());
        Ok(())
    }
}

/// With a mail server.
pub async fn scene() -> Scene {
    let server = Arc::new(MailServer::default());
    scene_with(server.clone(), server, false).await
}

/// Without one, on one's own machine.
pub async fn scene_in_development() -> Scene {
    scene_with(Arc::new(OutboxOnly), Arc::new(MailServer::default()), true).await
}

async fn scene_with(mailer: Arc<dyn Mailer>, server: Arc<MailServer>, outbox_is_open: bool) -> Scene {
    let world = testkit::world().await;
    let clock = world.clock.clone();
    let made =
        feature(Deps { db: world.db.clone(), clock: clock.clone(), mailer, outbox_is_open, secure_cookies: true });
    let client = world.client(Router::from(made.routes).merge(made.forms));
    let runner = Runner::new(world.db.clone(), made.jobs, Arc::new(move || clock.now()));
    Scene { world, client, server, runner }
}

impl Scene {
    /// Somebody who may see what concerns the whole installation.
    pub async fn operator(&self) -> Person {
        let mut person = self.world.person("olga").await;
        person.who.is_operator = true;
        person
    }

    /// Writes a mail as features do.
    pub async fn post(&self, subject: &str) -> (MailId, JobId) {
        let clock = &self.world.clock;
        let ids = (clock.new_id().into(), clock.new_id().into());
        let letter = Letter {
            ids,
            user: None,
            to: "ada@example.org".into(),
            subject: subject.into(),
            body: "Open the link.\n".into(),
        };
        let mut tx = self.world.db.begin_auth().await.unwrap();
        jobs::outbox::post(&mut tx, clock.now(), letter).await.unwrap();
        tx.commit().await.unwrap();
        ids
    }

    pub async fn get(&self, path: &str, by: &Caller) -> Answer {
        self.client.call(Method::GET, path, by, None).await
    }

    pub fn subjects_taken(&self) -> Vec<String> {
        self.server.taken.lock().unwrap().iter().map(|mail| mail.subject.clone()).collect()
    }
}
