//! Asks the pages over a real socket, as a browser does.

use super::site::Site;
use crate::report::tests::small_run::run;

#[test]
fn every_page_answers() {
    let site = Site::new();
    site.check("/", 200, &["Så här söker du", "lang=\"sv\"", "href=\"/en\" lang=\"en\""]);
    site.check(
        "/?q=mottagning",
        200,
        &["träffar", "<mark>mottagning</mark>", "rad=2-2#r2", "/sok.csv?q=mottagning", "Vad som söktes"],
    );
    site.check("/?q=%22plan", 200, &["citattecknet stängs aldrig"]);
    site.check(
        "/dokument/2018-plan?sida=2&rad=2-2",
        200,
        &["<ins title=\"oppnar\">öppnar</ins>", "class=\"line hit\" id=\"r2\"", "ordet finns i ordlistan"],
    );
    site.check("/dokument/2018-plan?visa=original", 200, &["<del>oppnar</del>", "Visa den lagade texten"]);
    site.check("/dokument/2018-protokoll", 200, &["aria-label=\"Delar\"", "Torget</span>", "rad=4-4&amp;sida=2#r4"]);
    site.check(
        "/matris",
        200,
        &["to_review to-partly", "/matris/2018-plan/R2018-01", "lutar åt", "scope=\"rowgroup\""],
    );
    site.check("/matris?status=addressed", 200, &["0 planer"]);
    site.check(
        "/matris/2018-plan/R2018-01",
        200,
        &["öppnar en mottagning", "ordnar mottagning", "62\u{a0}%", "/dokument/2018-plan?sida=2&amp;rad=2-2#r2"],
    );
    site.check("/matris/2018-plan/S2018-01", 200, &["Närmaste ställen", "Inget ställe"]);
    site.check("/granska", 200, &["1 rutor väntar", "utan --review"]);
    site.check("/spar", 200, &["R2018-01", "<td class=\"number\">1</td>"]);
    site.check("/spar?q=mottagning", 200, &["R2018-01"]);
    site.check("/spar/R2018-01", 200, &["1 ställs", "2 upprepas", "class=\"stop", "Andel planer"]);
    site.check("/spar/R2018-01?a=1&b=2", 200, &["id=\"jamfor\""]);
    site.check(
        "/reservationer?parti=KD",
        200,
        &["1 rader", "Vera Ek", "m.fl.", "Alla nämnder ska ordna en mottagning."],
    );
    site.check("/reservationer?parti=S", 200, &["0 rader"]);
    site.check("/beslut?q=torget", 200, &["1 rader", "Nämnden beslutar"]);
    site.check("/kvalitet", 200, &["trasig.pdf", "en handlingsplan", "Vad programmet inte kan veta"]);
}

#[test]
fn the_same_pages_are_there_in_english() {
    let site = Site::new();
    site.check("/en", 200, &["Search the documents", "lang=\"en\"", "href=\"/\" lang=\"sv\""]);
    site.check(
        "/en/matris?ar=2018",
        200,
        &["Compliance matrix", "leans to", "href=\"/matris?ar=2018\"", "href=\"/en/matris/2018-plan/R2018-01\""],
    );
    site.check("/en/matris/2018-plan/R2018-01", 200, &["<blockquote lang=\"sv\">"]);
    site.check("/en/spar/R2018-01", 200, &["Trace of R2018-01", "restated"]);
    site.check("/en/nowhere", 404, &["Not found"]);
}

#[test]
fn hits_are_kept_as_a_table() {
    let answer = Site::new().get("/sok.csv?q=mottagning");
    assert!(answer.contains("text/csv") && answer.contains("attachment; filename=\"paragraf-sok.csv\""), "{answer}");
    assert!(answer.contains("doc_id,segment_id,kind") && answer.contains("2018-plan"), "{answer}");
}

#[test]
fn style_and_script_are_their_own_files() {
    let site = Site::new();
    assert!(site.get("/style.css").contains("text/css"));
    assert!(site.get("/script.js").contains("text/javascript"));
    assert!(site.get("/icon.svg").contains("image/svg+xml"));
}

#[test]
fn unknown_things_are_not_found() {
    let site = Site::new();
    for path in [
        "/nej",
        "/dokument/nej",
        "/spar/nej",
        "/matris/2018-plan/nej",
        "/dokument/",
        "/dokument/2018-plan/original",
        "/dokument/2018-plan/sida/1.png",
        "/dokument/2018-plan/sida/x",
    ] {
        site.check(path, 404, &[]);
    }
}

#[test]
fn a_table_that_is_gone_is_told_and_one_that_changes_is_read_again() {
    let site = Site::new();
    site.check("/beslut", 200, &["1 rader"]);
    let out = site.folder.path().join("output");
    std::fs::remove_file(out.join("decisions.csv")).expect("it goes");
    site.check("/beslut", 200, &["decisions.csv finns inte", "0 rader"]);
    std::fs::write(out.join("decisions.csv"), "other,columns\n").expect("another");
    site.check("/kvalitet", 200, &["decisions.csv kan inte läsas"]);
}

#[test]
fn a_verdict_is_written_and_counts_at_once() {
    let file = tempfile::tempdir().expect("a folder");
    let reviews = file.path().join("reviews.csv");
    let site = Site::of(&run(), |options| options.review = Some(reviews.clone()));
    site.check(
        "/matris/2018-plan/R2018-01",
        200,
        &["name=\"status\" value=\"not_applicable\"", "data-lean=\"partly\""],
    );
    let form = format!(
        "nyckel={}&plan=2018-plan&punkt=R2018-01&status=addressed&not=se%20sidan%202&av=Vera&nasta=/granska",
        site.form_key
    );
    let saved = site.post("/granska", "Origin: http://localhost:8080", &form);
    assert!(saved.starts_with("HTTP/1.1 303") && saved.contains("location: /granska?sparad=1&av=Vera"), "{saved}");
    let text = std::fs::read_to_string(&reviews).expect("the file");
    assert!(text.contains("sn,2018,R2018-01,0123456789abcdef,addressed,se sidan 2,Vera,20"), "{text}");
    site.check("/matris", 200, &["class=\"addressed certain shown\""]);
    site.check("/matris/2018-plan/R2018-01", 200, &["bedömt av en person"]);
    site.check("/granska?sparad=1", 200, &["0 rutor väntar", "sparad i reviews.csv"]);
}

#[test]
fn a_search_is_saved_where_the_server_may_write() {
    let file = tempfile::tempdir().expect("a folder");
    let site = Site::of(&run(), |options| options.review = Some(file.path().join("reviews.csv")));
    let form = format!("nyckel={}&namn=torget&q=del%3Abeslut%20torget&sortera=datum", site.form_key);
    assert!(site.post("/sokningar", "Origin: http://localhost:8080", &form).starts_with("HTTP/1.1 303"));
    assert!(site.post("/sokningar", "Origin: http://localhost:8080", &form).starts_with("HTTP/1.1 409"));
    site.check("/", 200, &["Sparade sökningar", "/?q=del%3Abeslut%20torget&amp;sortera=datum"]);
    Site::new().check("/?q=torget", 200, &["Lägg till detta i searches.toml", "query = &quot;torget&quot;"]);
}
