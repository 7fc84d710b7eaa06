//! What people think of a room. The figure is never shown without its number.
use collab_contract::RatingSummary;
use kernel::RoomId;
use leptos::prelude::*;
use ui_kit::{count, kept, visitor};

/// The section about the rating of a room, open or closed.
pub(crate) fn rating(room: RoomId, summary: RatingSummary) -> AnyView {
    let words = match summary.average {
        Some(average) => {
            format!("{average:.1} of 5, from {}.", count(summary.n.into(), "rating", "ratings"))
        }
        None => "No ratings yet.".to_owned(),
    };
    let form = visitor().info.is_some().then(|| {
        let button = if summary.mine.is_some() { "Change rating" } else { "Rate" };
        view! {
            <form class="kit-form" method="post" action="/rooms/rate">
                <input type="hidden" name="room" value=room.to_string() />
                {stars("rate", summary.mine, true)}
                <div class="kit-actions">
                    <button class="kit-button">{button}</button>
                </div>
            </form>
        }
    });
    view! {
        <section class="collab-part" aria-labelledby="rating">
            <header>
                <h2 id="rating">"Rating"</h2>
                <p>{words}</p>
            </header>
            {form}
        </section>
    }
    .into_any()
}

/// The fields of a rating. `id` tells two of them on one page apart.
pub(crate) fn stars(id: &'static str, mine: Option<u8>, required: bool) -> AnyView {
    let kept_stars = kept("stars").parse::<u8>().ok().filter(|_| required);
    let chosen: Option<u8> = kept_stars.or(mine);
    let radios = (1_u8..=5)
        .map(|n| {
            view! {
                <label class="kit-segment">
                    <input
                        type="radio"
                        name="stars"
                        value=n.to_string()
                        checked=chosen == Some(n)
                        required=required
                        aria-label=count(n.into(), "star", "stars")
                    />
                    {format!("{n} ★")}
                </label>
            }
        })
        .collect_view();
    let note = if required { kept("note") } else { String::new() };
    let field = format!("{id}-note");
    view! {
        <fieldset class="kit-field">
            <legend class="kit-label">"How was working here?"</legend>
            <div class="kit-segments">{radios}</div>
        </fieldset>
        <div class="kit-field">
            <label class="kit-label" for=field.clone()>
                "Note (not shown to others)"
            </label>
            <textarea class="kit-textarea" id=field name="note" rows="2" data-limit="1000">
                {note}
            </textarea>
        </div>
    }
    .into_any()
}
