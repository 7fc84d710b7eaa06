//! What people think of a room. It can also be said after the room was closed.
use collab_contract::{CollabError, NewRating, RatingSummary};
use kernel::{Caller, RoomId};

use super::{CollabService, signed_in};
use crate::{
    rules,
    store::{access, ratings},
};

pub async fn rate(
    service: &CollabService,
    by: &Caller,
    room: RoomId,
    rating: NewRating,
) -> Result<RatingSummary, CollabError> {
    let now = service.now();
    if !(1..=5).contains(&rating.stars) {
        return Err(CollabError::BadRating);
    }
    let note = rules::note(rating.note.as_deref())?;
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::member_even_if_closed(&mut tx, room, now).await?;
    // A guest can come again under another name, so only people with an account are counted.
    let user = signed_in(by)?.user;
    ratings::set(&mut tx, &access, user, rating.stars, note.as_deref(), now).await?;
    let summary = ratings::summary(&mut tx, &access).await?;
    tx.commit().await?;
    Ok(summary)
}

pub async fn summary(service: &CollabService, by: &Caller, room: RoomId) -> Result<RatingSummary, CollabError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::member_even_if_closed(&mut tx, room, service.now()).await?;
    let summary = ratings::summary(&mut tx, &access).await?;
    tx.commit().await?;
    Ok(summary)
}
