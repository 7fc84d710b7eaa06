//! What the live part of rooms calls besides the contract. It has checked its callers when they took their seat and at each
//! change of a role since; all of this is the system's own work, and people are named by the seat that they have.
use collab_contract::{ActivityDetail, ActivityKind, AnchorMove, CollabError, Comment, CursorPosition, RoomRole};
use kernel::{Caller, FileId, ParticipantId, ProjectId, RoomId};

use super::{CollabService, activity};
use crate::{
    rules,
    store::{self, comments, people, places, rooms},
};

/// Most places that are moved in one statement.
const MOVES_AT_ONCE: usize = 2_000;

impl CollabService {
    /// The room in which people meet who open a project without naming a room: its oldest one, and one that is made for
    /// this where there is none.
    pub async fn meeting_room(&self, by: &Caller, project: ProjectId) -> Result<RoomId, CollabError> {
        super::rooms::meeting_room(self, by, project).await
    }

    /// What somebody may do in a room now, whatever was true when they came; nothing when they have no place any more, or
    /// the room is over.
    pub async fn present_role(&self, room: RoomId, who: ParticipantId) -> Result<Option<RoomRole>, CollabError> {
        let now = self.now();
        let mut tx = self.deps.db.begin_worker().await?;
        let Some(stored) = rooms::get(&mut tx, room).await? else { return Ok(None) };
        if rules::is_open(&stored, now).is_err() {
            return Ok(None);
        }
        let members = people::all(&mut tx, room, now).await?;
        tx.commit().await?;
        let member = members.into_iter().find(|member| member.participant.id == who && member.has_access);
        Ok(member.map(|member| member.participant.role))
    }

    /// Somebody's last connection to a room is gone. Nothing happens when their place is gone too.
    pub async fn left(&self, room: RoomId, who: ParticipantId) -> Result<(), CollabError> {
        self.happened(room, who, ActivityKind::Left, None, ActivityDetail::default()).await
    }

    /// A file was locked by somebody, or released again.
    pub async fn note_lock(
        &self,
        room: RoomId,
        who: ParticipantId,
        path: &str,
        is_locked: bool,
    ) -> Result<(), CollabError> {
        let detail = ActivityDetail { is_on: Some(is_locked), ..ActivityDetail::default() };
        self.happened(room, who, ActivityKind::Locked, Some(path), detail).await
    }

    /// Remembers where somebody's cursor is, and that they are there. Call it rarely: every half minute is enough.
    /// Answers false when they have no place any more.
    pub async fn touch_cursor(
        &self,
        room: RoomId,
        who: ParticipantId,
        position: Option<&CursorPosition>,
    ) -> Result<bool, CollabError> {
        let mut tx = self.deps.db.begin_worker().await?;
        let is_there = places::set_cursor(&mut tx, room, who, position, self.now()).await?;
        tx.commit().await?;
        Ok(is_there)
    }

    /// Somebody made `count` edits in a file. They become part of the last line of the feed about that, unless there was a
    /// pause of more than ten minutes.
    pub async fn note_edits(
        &self,
        room: RoomId,
        who: ParticipantId,
        path: &str,
        count: u32,
    ) -> Result<(), CollabError> {
        let now = self.now();
        let mut tx = self.deps.db.begin_worker().await?;
        let Some((name, user)) = places::who_is(&mut tx, room, who).await? else { return Ok(()) };
        let Some(stored) = rooms::get(&mut tx, room).await? else { return Ok(()) };
        // Two writers at once would each begin a line.
        rooms::lock(&mut tx, room).await?;
        let last = store::activity::last_edits(&mut tx, room, user, &name, path).await?;
        let line = match last.filter(|last| rules::is_same_group(last.ended_at, now)) {
            Some(mut last) => {
                // The clock may have been set back since.
                last.ended_at = last.ended_at.max(now);
                last.count = last.count.saturating_add(count);
                store::activity::extend(&mut tx, &last).await?;
                last
            }
            None => {
                let actor = activity::Actor { user, name: &name };
                let detail = ActivityDetail::default();
                let mut line = activity::line(self, &stored, actor, ActivityKind::Edited, Some(path), detail);
                line.count = count.max(1);
                store::activity::insert(&mut tx, &stored, &line).await?;
                line
            }
        };
        tx.commit().await?;
        self.deps.live.activity(room, line);
        Ok(())
    }

    /// Stores where edits have moved the texts of comments to. Answers go along with their thread. A move that is older
    /// than what is stored changes nothing, so the same ones can be sent again.
    pub async fn move_anchors(
        &self,
        project: ProjectId,
        file: FileId,
        moves: &[AnchorMove],
    ) -> Result<u64, CollabError> {
        let mut moved = 0;
        let mut tx = self.deps.db.begin_worker().await?;
        for some in moves.chunks(MOVES_AT_ONCE) {
            moved += comments::move_anchors(&mut tx, project, file, some).await?;
        }
        tx.commit().await?;
        Ok(moved)
    }

    /// The first comments of all threads on a file, in all open rooms of its project: what has to move with its text.
    pub async fn anchors_on(&self, project: ProjectId, file: FileId) -> Result<Vec<Comment>, CollabError> {
        let mut tx = self.deps.db.begin_worker().await?;
        let found = comments::anchors_on(&mut tx, project, file).await?;
        tx.commit().await?;
        Ok(found)
    }

    async fn happened(
        &self,
        room: RoomId,
        who: ParticipantId,
        kind: ActivityKind,
        path: Option<&str>,
        detail: ActivityDetail,
    ) -> Result<(), CollabError> {
        let mut tx = self.deps.db.begin_worker().await?;
        let Some((name, user)) = places::who_is(&mut tx, room, who).await? else { return Ok(()) };
        let Some(stored) = rooms::get(&mut tx, room).await? else { return Ok(()) };
        places::set_cursor(&mut tx, room, who, None, self.now()).await?;
        let actor = activity::Actor { user, name: &name };
        let line = activity::line(self, &stored, actor, kind, path, detail);
        store::activity::insert(&mut tx, &stored, &line).await?;
        tx.commit().await?;
        self.deps.live.activity(room, line);
        Ok(())
    }
}
