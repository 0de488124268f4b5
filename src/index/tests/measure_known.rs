//! Measures whether an analyst finds what is known to be there, in the real documents beside the project, where they are:
//! each query was written with its document and a cue of the part that answers it, before any of them was run.

use std::path::{Path, PathBuf};

use crate::classify::classify;
use crate::dictionaries::Dictionaries;
use crate::index::{Hit, Reader, SearchRequest, build};
use crate::segment::{Document, segment};
use crate::text::{DocId, Line, PageInfo, Pages, fold};

/// Query; how the document's id begins; a cue that the part's text holds (folded).
const KNOWN: &[(&str, &str, &str)] = &[
    ("tertialrapport godkänner del:beslut", "2017-09", "35,3 mnkr"),
    ("budgetjustering EU-medborgare", "2017-09", "avhysningar"),
    ("parti:L reservation återremiss våldsbejakande extremism", "2017-09", "(l) reserverade sig"),
    ("parti:M servicehus avslag äldre", "2017-09", "servicehus"),
    ("fältassistenter ordningsvakter", "2017-09", "ordningsvakter"),
    ("socialsekreterare lön personalomsättning", "2017-09", "konsultföretag"),
    ("organ:hägersten avhopparverksamhet sociala insatsgrupper", "2017-09", "länsöverskridande"),
    ("organ:hägersten teologiskt skolade imamer", "2017-09", "imamer"),
    ("närvarande personalföreträdare 2017", "2017-09", "personalföreträdare"),
    ("justerare datum för justering", "2017-09", "justerare"),
    ("klotter nedskräpning otrygghet", "2017-09", "klotter"),
    ("paragrafen justeras omedelbart", "2017-09", "justeras omedelbart"),
    ("typ:promemoria bostadsbolagen Alliansen", "2017-06", "samverka med bostadsbolagen"),
    ("ersättaryttrande", "2017-06", "ersättaryttrande gjordes"),
    ("borgarrådsberedningen föreslår godkänner lokala handlingsplaner", "2017-06", "borgarrådsberedningen föreslår"),
    ("Rinkeby-Kista anhörigstöd", "2017-06", "vuxna barn"),
    ("Södermalm metodutveckling radikalisering", "2017-06", "obeforskat"),
    ("Skärholmen rekryteringsmaterial", "2017-06", "kriminell handling"),
    ("Älvsjö lägesbild vit makt", "2017-06", "omformulera"),
    ("kulturnämnden kontroll kulturstöd", "2017-06", "kulturstödet"),
    ("typ:promemoria kunskapsbank för lärare", "2017-06", "kunskapsbank"),
    ("tabell över aktiviteter tidsplan samtliga nämnder", "2017-06", "överskådlig tabell"),
    ("central samordnare inrättas stadsledningskontoret", "2016", "koordinera"),
    ("Strong Cities Network", "2016", "radicalisation"),
    ("kunskapshus anonymiserad information", "2016", "anonymiserad"),
    ("referensgrupp externa aktörer", "2016", "referensgrupp"),
    ("Århus Köpenhamn", "2016", "århus"),
    ("typ:riktlinjer ekonomiska bidrag föreningar", "2016", "bidragsgivande"),
    ("våldsbejakande mansroll genusperspektiv", "2016", "mansroll"),
    ("nämnder ska utse en samordnare", "2016", "utse en samordnare"),
    ("definition av våldsbejakande extremism", "2016", "regeringen definierar"),
    ("segregation likvärdig skola", "2016", "fotfäste"),
    ("accelerationism", "2022", "accelerationism"),
    ("ekofascism djurrätt", "2022", "djurrätt"),
    ("Nordiska motståndsrörelsen", "2022", "nordiska motståndsrörelsen"),
    ("återvändande från Syrien och Irak", "2022", "konfliktområden"),
    ("vuxenvandringar civilsamhället", "2022", "vuxenvandringar"),
    ("blankett för avidentifierad information", "2022", "blankett"),
    ("lokal lägesbild enkät enhetschefer", "2022", "enkät"),
    ("typ:handlingsplan webbutbildning försörjningsstöd", "2022", "webbutbildning"),
    ("ensamagerande gärningspersoner", "2024", "ensamagerande"),
    ("remissinstanser Stadshus AB", "2024", "skolfastigheter"),
    ("förslag till beslut svar på remiss", "2024", "godkänner förvaltningens"),
    ("rådet för funktionshinderfrågor", "2024", "funktionshinder"),
    ("hybridisering av extremism", "2024", "hybridisering"),
];

fn document(path: &Path, dictionaries: &Dictionaries) -> Document {
    let text = std::fs::read_to_string(path).expect("a text");
    let mut page = 1;
    let mut lines = Vec::new();
    for line in text.lines() {
        page += line.chars().take_while(|c| *c == '\u{c}').count() as u32;
        lines.push(Line::plain(page, line.trim_start_matches('\u{c}')));
    }
    let name = path.file_name().expect("a file").to_string_lossy().into_owned();
    let pages = (1..=page).map(PageInfo::of_text).collect();
    let pages = Pages { id: DocId::from_path(&name), path: name, sha256: String::new(), lines, pages };
    segment(classify(crate::repair::repair(pages, dictionaries), dictionaries, None), dictionaries)
}

/// White space as one space, no dots or rings.
fn plain(text: &str) -> String {
    fold(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The index of these documents, with the texts that a run writes beside it.
fn indexed(out: &Path, documents: &[Document], dictionaries: &Dictionaries) -> Reader {
    std::fs::create_dir(out.join("text")).expect("a folder of texts");
    for document in documents {
        let pages = &document.handling.repaired.pages;
        std::fs::write(out.join(format!("text/{}.txt", pages.id)), pages.to_text()).expect("a text");
    }
    let place = out.join("index");
    build(&place, &documents.iter().collect::<Vec<_>>(), &[], dictionaries).expect("an index");
    Reader::open(&place, dictionaries).expect("a reader")
}

/// Rank of the known item, from 0; what stands before it is told.
fn rank(known: &(&str, &str, &str), reader: &Reader, dictionaries: &Dictionaries) -> Option<usize> {
    let (query, begins, cue) = *known;
    let request = SearchRequest { query: query.into(), limit: 10, ..SearchRequest::default() };
    let answer = reader.search(&request, dictionaries).unwrap_or_else(|error| panic!("{query}: {error}"));
    let right = |hit: &Hit| hit.doc_id.starts_with(begins) && plain(&hit.text).contains(&plain(cue));
    let rank = answer.hits.iter().position(right);
    if rank != Some(0) {
        let first = answer.hits.iter().take(3).map(|hit| format!("{} {:.1}", hit.segment_id, hit.score));
        eprintln!("{query}: {rank:?} of {}, first {}", answer.total, first.collect::<Vec<_>>().join(", "));
    }
    rank
}

#[test]
fn known_items_are_among_the_first() {
    let shared = std::env::var_os("PARAGRAF_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let Ok(entries) = std::fs::read_dir(shared.join("handlingar/text")) else {
        eprintln!("left out: no texts in {}", shared.display());
        return;
    };
    let dictionaries = Dictionaries::built_in();
    let documents: Vec<Document> = entries.flatten().map(|entry| document(&entry.path(), &dictionaries)).collect();
    let out = tempfile::tempdir().expect("a folder");
    let reader = indexed(out.path(), &documents, &dictionaries);
    let ranks: Vec<Option<usize>> = KNOWN.iter().map(|known| rank(known, &reader, &dictionaries)).collect();
    let within = |most: usize| ranks.iter().filter(|rank| rank.is_some_and(|rank| rank < most)).count();
    let (all, first, third) = (KNOWN.len(), within(1), within(3));
    eprintln!("known items: {all} queries, first {first}, within three {third}");
    assert!(first * 100 >= all * 80 && third * 100 >= all * 95, "first {first}, within three {third} of {all}");
}
