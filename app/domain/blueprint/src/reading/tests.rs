use proptest::prelude::*;

use super::read;
use crate::plan::{FieldType, Kind, Language, Plan, Storage, Theme};

/// An entity in one line: `book: Author*=text, Hue=red/blue`.
fn entity(plan: &Plan) -> String {
    let Some(entity) = &plan.entity else { return "none".to_owned() };
    let fields: Vec<String> = entity
        .fields
        .iter()
        .map(|field| {
            let kind = match &field.field_type {
                FieldType::Text => "text".to_owned(),
                FieldType::LongText => "long".to_owned(),
                FieldType::Number { unit: None } => "number".to_owned(),
                FieldType::Number { unit: Some(unit) } => format!("number {unit}"),
                FieldType::Money { currency } => currency.clone(),
                FieldType::Date => "date".to_owned(),
                FieldType::Time => "time".to_owned(),
                FieldType::Checkbox => "tick".to_owned(),
                FieldType::Choice { options } => options.join("/"),
                FieldType::Email => "email".to_owned(),
                FieldType::Url => "url".to_owned(),
                FieldType::Phone => "phone".to_owned(),
                FieldType::Rating => "stars".to_owned(),
            };
            format!("{}{}={kind}", field.label, if field.required { "*" } else { "" })
        })
        .collect();
    format!("{}/{}: {}", entity.singular, entity.plural, fields.join(", "))
}

#[test]
fn nouns_and_fields_that_nobody_listed_are_read() {
    for (description, expected) in [
        (
            "a reading list where I add books with author, page count and a finished tick box, sorted by author, dark green",
            "book/books: Title=text, Author*=text, Page count=number, Finished=tick",
        ),
        (
            "a gromlet with wibble, hue (one of red, blue) and mass in kg",
            "gromlet/gromlets: Wibble*=text, Hue=Red/Blue, Mass=number kg",
        ),
        (
            "each zorp has a, b (number), c (date) and d: red/green/blue",
            "zorp/zorps: A*=text, B=number, C=date, D=Red/Green/Blue",
        ),
        (
            "Track my quonks: nim, watering interval in days, last dipped (date) and whether it is prickly",
            "quonk/quonks: Nim*=text, Watering interval=number days, Last dipped=date, Prickly=tick",
        ),
        (
            "Make a list of flumps having: snark (yes/no), tribble count, link, and contact email",
            "flump/flumps: Snark=tick, Tribble count=number, Link=url, Contact email=email",
        ),
        (
            "I keep blivets. Each blivet has a tint (one of crimson, teal or ochre), a weight in grams, a rating from 1 to 5 and notes",
            "blivet/blivets: Tint=Crimson/Teal/Ochre, Weight=number grams, Rating=stars, Notes=long",
        ),
        (
            "Store frobs. A frob has a name (required), a size: small, medium, large; a made on date; and remarks",
            "frob/frobs: Name*=text, Size=Small/Medium/Large, Made on date=date, Remarks=long",
        ),
        (
            "a snark tracker with fizz in euros, buzz (link), optional hop time and done",
            "snark/snarks: Fizz=EUR, Buzz=url, Hop time=time, Done=tick",
        ),
        (
            "an inventory of tools with quantity, location and price in dollars",
            "tool/tools: Name=text, Quantity=number, Location*=text, Price=USD",
        ),
        (
            "I need a tool.\nFields:\n- serial number\n- installed on (date)\n- wattage in W\n- active (yes/no)",
            "entry/entries: Serial number*=text, Installed on=date, Wattage=number W, Active=tick",
        ),
        ("Track wumpuses with zim, zam and zum", "wumpus/wumpuses: Zim*=text, Zam=text, Zum=text"),
        (
            "track my subscriptions with price and renewal date",
            "subscription/subscriptions: Price=EUR, Renewal date=date",
        ),
        (
            "a contact form with name, email, phone, city (optional) and message",
            "answer/answers: Name*=text, Email*=email, Phone=phone, City=text, Message*=long",
        ),
        (
            "keep track of the loans I gave: who, amount in euros, lent on (date), returned tick box",
            "loan/loans: Who*=text, Amount=EUR, Lent on=date, Returned=tick",
        ),
        (
            "an equipment register: asset tag, purchase date, price (money), condition: new / used / broken; in teal",
            "equipment/equipment: Asset tag*=text, Purchase date=date, Price=EUR, Condition=New/Used/Broken",
        ),
        (
            "board for my thesis with columns Ideas, Writing, Done and cards having title, words (number), deadline",
            "card/cards: Title*=text, Words=number, Deadline=date, Column=Ideas/Writing/Done",
        ),
        (
            "kanban board where each frob has a snark and a hue: red/blue",
            "frob/frobs: Snark*=text, Hue=Red/Blue, Status=To do/Doing/Done",
        ),
        (
            "kanban board, each frob has a snark and a gate: new/open/closed",
            "frob/frobs: Snark*=text, Gate=New/Open/Closed",
        ),
        ("Notes app with tags and colour red", "note/notes: Title=text, Tags*=text, Text=long"),
        ("a camera list with maker", "camera/cameras: Maker*=text"),
        (
            "to-do list for my garden with tasks that have a name, area (front, back), due date and priority",
            "task/tasks: Name*=text, Area=Front/Back, Due date=date, Priority=Low/Medium/High, Done=tick",
        ),
        ("A diary of berries with finder, picked on (date)", "berry/berries: Finder*=text, Picked on=date"),
    ] {
        assert_eq!(entity(&read(description)), expected, "{description}");
    }
}

#[test]
fn kinds_are_known_by_their_words() {
    for (description, kind) in [
        ("todo", Kind::ToDo),
        ("Build me a to-do list with priority and due date", Kind::ToDo),
        ("a plant tracker with notes", Kind::ToDo),
        ("An app for my vinyl collection with artist, album and condition (mint, good)", Kind::ToDo),
        ("each zorp has a, b (number) and c (date), total of b, csv export", Kind::ToDo),
        ("note taking app", Kind::Notes),
        ("my travel journal", Kind::Notes),
        ("kanban board for bike repairs", Kind::Kanban),
        ("a board with columns Waiting, Doing, Done", Kind::Kanban),
        ("online shop for candles with name, scent and price", Kind::Shop),
        ("a contact form with name, email and message", Kind::Form),
        ("A survey asking for age and favourite season", Kind::Form),
        ("dashboard for sales with amount, region and date", Kind::Dashboard),
        ("a blog about gardening", Kind::Blog),
        ("portfolio for a photographer", Kind::Portfolio),
        ("a quiz about European capitals", Kind::Quiz),
        ("snake game", Kind::Game),
        ("a landing page for a coffee shop", Kind::LandingPage),
    ] {
        assert_eq!(read(description).kind, kind, "{description}");
    }
}

#[test]
fn wishes_change_the_plan_and_are_told() {
    let plan = read(
        "An expense tracker called \"Penny\" with amount (money), category (food, travel, other) and day. Sort by amount \
         descending, filter by category, show the total of amount, export to CSV, at most 50 expenses, in plain JavaScript, \
         dark mode, accent #8a2be2, don't save anything.",
    );
    assert_eq!(plan.title, "Penny");
    assert_eq!(plan.sort.as_ref().map(|sort| (sort.field.as_str(), sort.descending)), Some(("amount", true)));
    assert_eq!(plan.filters, ["category"]);
    assert_eq!(plan.totals, ["amount"]);
    assert!(plan.csv_export);
    assert_eq!(plan.item_limit, Some(50));
    assert_eq!(plan.language, Language::Javascript);
    assert_eq!(plan.theme, Theme::Dark);
    assert_eq!(plan.accent, "#8a2be2");
    assert_eq!(plan.storage, Storage::None);
    assert!(plan.unmet.is_empty(), "{:?}", plan.unmet);
    for words in ["Sort by amount descending", "filter by category", "dark mode", "don't save", "#8a2be2"] {
        assert!(plan.wishes.iter().any(|wish| wish.words.contains(words)), "{words}: {:?}", plan.wishes);
    }
}

#[test]
fn a_colour_among_options_is_no_accent() {
    let plan = read("Track balls with size and colour (red, green, blue), in petrol");
    assert_eq!(plan.accent, "#0b5563");
    let plain = read("Track balls with size and colour (red, green, blue)");
    assert_eq!(plain.accent, crate::colour::DEFAULT_ACCENT);
}

#[test]
fn what_cannot_be_built_is_said() {
    for (description, words) in [
        ("a shop with login", "login"),
        ("online shop with payments by Stripe", "payments"),
        ("a to-do list in React", "React"),
        ("notes that sync across devices", "sync"),
        ("a contact form that sends an email to me", "sends an email"),
        ("a to-do list in German", "in German"),
        ("plants with name and height, sorted by mood", "sorted by mood"),
        ("books with title, filter by shelf", "filter by shelf"),
        ("a list of chores. It should whistle when somebody enters the kitchen.", "It should whistle"),
        ("a list of books with an AI assistant", "AI"),
    ] {
        let plan = read(description);
        assert!(plan.unmet.iter().any(|unmet| unmet.words.contains(words)), "{description}: {:?}", plan.unmet);
    }
    assert!(read("a list without login").unmet.is_empty());
}

#[test]
fn a_no_is_heard() {
    assert!(!read("a list of books without a search box").search);
    assert_eq!(read("a list of books, no dark mode").theme, Theme::Light);
    assert_eq!(read("a list of books, no TypeScript please").language, Language::Javascript);
}

#[test]
fn vague_words_still_give_a_project() {
    for description in [
        "",
        " ",
        "?",
        "something nice",
        "please",
        "a",
        "🙂",
        "with",
        "each",
        ":::",
        "((((",
        "sorted by",
        "filter by ,",
        "called",
    ] {
        let plan = read(description);
        assert!(!plan.title.is_empty(), "{description}");
        assert_eq!(crate::check(&plan), Ok(()), "{description}");
    }
}

#[test]
fn the_longest_descriptions_are_read() {
    for part in
        ["with a, ", "each zorp has ", "x (", "one of a or ", "called \"", "sorted by ", "in dark green ", "\n- "]
    {
        let plan = read(&part.repeat(10_000 / part.len()));
        assert_eq!(crate::check(&plan), Ok(()), "{part}");
    }
}

/// Words that lead into every branch of the reader, so that random text gets further than its first step.
fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "a",
        "each",
        "gromlet",
        "gromlets",
        "has",
        "with",
        "and",
        ",",
        "(",
        ")",
        ":",
        "one of",
        "red",
        "blue",
        "/",
        "or",
        "in kg",
        "sorted by",
        "filter by",
        "total of",
        "name",
        "price",
        "date",
        "from 1 to 5",
        "whether it is",
        "tick box",
        "\n",
        "- ",
        ".",
        "called",
        "\"",
        "pages:",
        "Home",
        "About",
        "to-do",
        "list",
        "shop",
        "form",
        "kanban",
        "columns",
        "note",
        "quiz",
        "game",
        "blog",
        "portfolio",
        "dashboard",
        "chat",
        "landing page",
        "dark",
        "green",
        "mode",
        "#abc",
        "at most",
        "50",
        "don't",
        "no",
        "search",
        "for",
        "of",
        "my",
        "über",
        "数量",
        "🙂",
        "fields",
        "required",
        "optional",
        "newest first",
        "questions",
        "timer",
        "Q:",
        "A:",
        "sections",
        "«",
        "»",
        "‹",
        "{{title}}",
        "<script>",
        "`${x}`",
        "*/",
        "\\",
        "chart",
        "by",
        "descending",
        "'s",
        "’",
        "#",
        "12.5",
        "1,000",
        "in",
        "as",
        "csv export",
        "javascript",
    ]);
    prop::collection::vec(word, 0..40).prop_map(|words| words.join(" "))
}

fn holds(description: &str) -> Result<(), TestCaseError> {
    let plan = read(description);
    prop_assert_eq!(crate::check(&plan), Ok(()), "{}", description);
    prop_assert_eq!(&read(description), &plan);
    for wish in &plan.wishes {
        prop_assert!(!wish.effect.is_empty());
    }
    crate::tests::project_is_sound(&plan)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_sound_project(description in "\\PC{0,200}") {
        holds(&description)?;
    }

    #[test]
    fn any_words_give_a_sound_project(description in words()) {
        holds(&description)?;
    }

    #[test]
    fn any_noun_and_names_are_taken_over(noun in "[bdfgklmnprtvz][aeiou][bdfgklmnprtvz][aeiou][bdgklmnptv]", first in "q[aeou][bdfgklmprtvz]{1,2}[aeou]q", second in "x[aeou][bdfgklmprtvz]{1,2}[aeou]x") {
        prop_assume!(first != second);
        let plan = read(&format!("a list where I add {noun}s with {first}, {second} (number) and a wobbly tick box, sorted by {second}"));
        let entity = plan.entity.expect("a list has records");
        prop_assert_eq!(entity.singular, noun.clone());
        prop_assert_eq!(entity.plural, format!("{}s", noun));
        let labels: Vec<String> = entity.fields.iter().map(|field| field.label.to_lowercase()).collect();
        prop_assert_eq!(labels, [first, second.clone(), "wobbly".to_owned()]);
        prop_assert_eq!(plan.sort.map(|sort| sort.field), Some(second));
    }
}
