//! A queue of one's own, a kind of work, and workers that keep a diary.
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jobs::{Enqueue, Handler, Job, JobError, Registry, Runner, enqueue_system};
use kernel::JobId;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use testkit::{World, world};

/// Work that is nothing but its name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Chore {
    pub name: String,
}

impl Job for Chore {
    const KIND: &'static str = "test.chore";
    const MAX_ATTEMPTS: i32 = 3;
}

/// How a try ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Well,
    Retry,
    Fail,
    Panic,
}

/// Notes every try, and ends as it is told: the last ending goes on for ever.
#[derive(Clone)]
pub struct Diary {
    tries: Arc<Mutex<Vec<String>>>,
    endings: Arc<Vec<Ending>>,
}

impl Diary {
    pub fn ending(endings: &[Ending]) -> Self {
        Self { tries: Arc::default(), endings: Arc::new(endings.to_vec()) }
    }

    pub fn tries(&self) -> Vec<String> {
        self.tries.lock().expect("nobody panics while holding it").clone()
    }
}

#[async_trait]
impl Handler<Chore> for Diary {
    async fn run(&self, chore: Chore) -> Result<(), JobError> {
        let tries = {
            let mut tries = self.tries.lock().expect("nobody panics while holding it");
            tries.push(chore.name);
            tries.len()
        };
        match self.endings.get(tries - 1).or(self.endings.last()) {
            None | Some(Ending::Well) => Ok(()),
            Some(Ending::Retry) => Err(JobError::Retry("the weather".into())),
            Some(Ending::Fail) => Err(JobError::Fail("it cannot be".into())),
            Some(Ending::Panic) => panic!("a hole in the floor"),
        }
    }
}

pub struct Scene {
    pub world: World,
    pub diary: Diary,
}

pub async fn scene(endings: &[Ending]) -> Scene {
    Scene { world: world().await, diary: Diary::ending(endings) }
}

/// A job's row, as far as stories ask.
#[derive(Debug, PartialEq, Eq)]
pub struct State {
    pub state: String,
    pub attempts: i32,
    pub last_error: Option<String>,
}

impl Scene {
    /// Another worker of the same queue.
    pub fn runner(&self) -> Runner {
        let mut registry = Registry::default();
        registry.add(self.diary.clone());
        self.runner_with(registry)
    }

    pub fn runner_with(&self, registry: Registry) -> Runner {
        let clock = self.world.clock.clone();
        Runner::new(self.world.db.clone(), registry, Arc::new(move || ports::Clock::now(&*clock)))
    }

    pub fn when(&self) -> Enqueue {
        let now = ports::Clock::now(&*self.world.clock);
        Enqueue { id: JobId::from_uuid(ports::Clock::new_id(&*self.world.clock)), now, run_at: now }
    }

    /// Enqueues a chore of the system.
    pub async fn chore(&self, name: &str) -> JobId {
        let when = self.when();
        let mut tx = self.world.db.begin_worker().await.expect("a transaction");
        enqueue_system(&mut tx, when, &Chore { name: name.into() }).await.expect("a job");
        tx.commit().await.expect("it lasts");
        when.id
    }

    pub async fn state(&self, job: JobId) -> State {
        let row = sqlx::query("select state, attempts, last_error from jobs where job_id = $1")
            .bind(job.uuid())
            .fetch_one(&self.world.owner)
            .await
            .expect("the job exists");
        State { state: row.get(0), attempts: row.get(1), last_error: row.get(2) }
    }

    pub fn wait(&self, seconds: i64) {
        self.world.clock.advance_seconds(seconds);
    }
}
