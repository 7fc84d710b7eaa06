//! Blogs: articles in a small part of Markdown, written, found and read in the browser.

use super::Recipe;
use super::wishes::{detail, truth, unmet, used, when};
use super::{pages, said};
use crate::compose::Project;
use crate::plan::{FieldType, Plan, Storage};
use crate::reading::nouns::capital;
use crate::reading::{Description, fields};
use crate::records::{self, Look};

pub(crate) struct Blog;

impl Recipe for Blog {
    fn vocabulary(&self) -> &'static [(&'static str, u32)] {
        &[
            ("blog", 14),
            ("weblog", 14),
            ("blogging", 12),
            ("magazine", 8),
            ("newspaper", 8),
            ("article", 6),
            ("post", 4),
            ("markdown", 4),
            ("publish", 3),
            ("rss", 4),
            ("author", 1),
        ]
    }

    fn complete(&self, description: &Description, plan: &mut Plan) {
        let entity = plan.entity.get_or_insert_with(|| fields::entity("post", "posts", Vec::new()));
        if entity.fields.is_empty() {
            for field in [
                fields::required(fields::text("Title")),
                fields::required(fields::long_text("Text")),
                fields::text("Tags"),
                fields::date("Date"),
            ] {
                fields::push(entity, field);
            }
        }
        if !entity.fields.iter().any(|field| matches!(field.field_type, FieldType::LongText)) {
            // A blog whose posts have no text would only have titles.
            fields::push(entity, fields::long_text("Text"));
        }
        let wants_drafts = description.find(&["draft", "unpublished"]);
        if let Some(found) = wants_drafts {
            fields::push(entity, fields::checkbox("Draft"));
            used(plan, description, &found, "A post can be marked as a draft; drafts stay out of the feed");
        }
        if let (Some(found), Some(entity)) = (description.find(&["tag", "topic", "category"]), plan.entity.as_mut()) {
            let known = entity.fields.iter().any(|field| {
                ["tag", "topic", "categor"].iter().any(|word| field.label.to_lowercase().starts_with(word))
            });
            if !known {
                fields::push(entity, fields::text("Tags"));
            }
            used(plan, description, &found, "Posts are grouped by tags");
        }
        for (words, name, effect) in [
            (&["rss", "atom feed", "feed", "atom"][..], "feed", "A button saves an Atom feed of the posts"),
            (
                &["reading time", "minute read", "time to read"][..],
                "minutes",
                "Each post tells how long it takes to read",
            ),
        ] {
            if let Some(found) = description.find(words) {
                used(plan, description, &found, effect);
                detail(plan, name, "yes");
            }
        }
        // The general reading takes these words for loading other people's feeds.
        plan.unmet
            .retain(|unmet| !["rss", "feed", "atom"].iter().any(|word| unmet.words.to_lowercase().contains(word)));
        if let Some(found) = description.find(&["comment"]) {
            used(plan, description, &found, "Posts have comments, kept in this browser");
            detail(plan, "comments", "yes");
            let words = description.words(&found).to_owned();
            unmet(
                plan,
                &words,
                "Comments of other people need a server. These stay in the browser in which they are written.",
            );
        }
        if plan.pages.is_empty() {
            plan.pages = vec![capital(&records::entity_of(plan).plural), "About".to_owned()];
        }
        read_about(description, plan, &["blog", "weblog", "magazine"]);
    }

    fn compose(&self, plan: &Plan, project: &mut Project) {
        let entity = records::entity_of(plan);
        let flag = |name: &str| plan.detail(name, "") == "yes";
        records::set_values(
            plan,
            project,
            Look {
                list: "<ol class=\"entries\" id=\"list\"></ol>",
                empty: &format!("Write the first {}, or look around with a few examples.", entity.singular),
                first_examples: false,
            },
        );
        records::add_core(plan, project);
        records::add_page(plan, project);
        let others = pages::others(plan, &["post", "tag"]);
        let first = plan.pages.first().cloned().unwrap_or_else(|| capital(&entity.plural));
        project.value("navigation", pages::navigation(&first, &others));
        project.value("other_pages", pages::sections(plan, &others));
        let line = plan.detail("line", "");
        project.value("blog_lead", if line.is_empty() { plan.summary.clone() } else { format!("{}.", capital(line)) });
        project.value("feed", when(flag("feed")));
        project.value("minutes", when(flag("minutes")));
        project.value("comments", when(flag("comments")));
        project.value("keeps", truth(plan.storage == Storage::Browser));
        let collection = records::collection(project);
        project.value("collection", crate::compose::indent(&collection, 4));
        project.value("overlays", project.fragment(records::overlays()));
        project.page(include_str!("../../templates/blog/page.html"));
        project.module("main", "shows the list, a post or a page", include_str!("../../templates/blog/main.ts"));
        project.module("view", "how the list of posts looks", include_str!("../../templates/blog/view.ts"));
        project.module("post", "how one post looks", include_str!("../../templates/blog/post.ts"));
        project.module(
            "posts",
            "dates, first words and neighbours of posts",
            include_str!("../../templates/blog/posts.ts"),
        );
        project.module(
            "markdown",
            "reads the part of Markdown that posts may use",
            include_str!("../../templates/blog/markdown.ts"),
        );
        project.module("render", "Markdown as elements", include_str!("../../templates/blog/render.ts"));
        project.module("tags", "tags of records", include_str!("../../templates/parts/tags.ts"));
        project.test(
            "markdown",
            "tests of Markdown, safe links among them",
            include_str!("../../templates/blog/markdown.test.ts"),
        );
        project.test(
            "posts",
            "tests of first words and neighbours",
            include_str!("../../templates/blog/posts.test.ts"),
        );
        project.test("tags", "tests of tags", include_str!("../../templates/parts/tags.test.ts"));
        if flag("feed") {
            project.module("feed", "the posts as an Atom feed", include_str!("../../templates/blog/feed.ts"));
            project.module(
                "feed-button",
                "saves the feed as a file",
                include_str!("../../templates/blog/feed-button.ts"),
            );
            project.test("feed", "tests of the feed", include_str!("../../templates/blog/feed.test.ts"));
        }
        if flag("comments") {
            project.module("comments", "comments under a post", include_str!("../../templates/blog/comments.ts"));
            project.module("rules", "where comments are kept", include_str!("../../templates/blog/rules.ts"));
            project.module("keep", "keeps one value in the browser", include_str!("../../templates/parts/keep.ts"));
            project.module(
                "toast",
                "one quiet message at the foot of the page",
                include_str!("../../templates/parts/toast.ts"),
            );
        }
        project.style(include_str!("../../templates/blog/style.css"));
    }
}

/// Who it is for, as the text of the about page, and the ways to reach them.
pub(super) fn read_about(description: &Description, plan: &mut Plan, words: &[&str]) {
    if let Some(about) = said::about(description, words) {
        let name = about.name.as_str();
        let line = about.line.as_str();
        let text = match (name.is_empty(), line.is_empty()) {
            (false, false) => format!("{name}: {line}."),
            (false, true) => format!("{name}."),
            (true, _) => format!("{}.", capital(line)),
        };
        super::wishes::used_words(plan, &about.words, "The about page says who it is");
        detail(plan, "about", &text);
        if plan.title.is_empty() && !name.is_empty() {
            plan.title = name.chars().take(crate::check::MAX_TITLE).collect();
        }
        if !line.is_empty() {
            detail(plan, "line", line);
        }
    }
    if let Some(email) = said::email(description.text()) {
        super::wishes::used_words(plan, &email, "The address stands on the contact page");
        detail(plan, "email", &email);
        if !plan.pages.is_empty()
            && !plan.pages.iter().any(|page| page.to_lowercase().starts_with("contact"))
            && plan.pages.len() < crate::check::MAX_PAGES
        {
            plan.pages.push("Contact".to_owned());
        }
    }
}
