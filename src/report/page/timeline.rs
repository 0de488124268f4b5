//! Draws a story as documents on a time axis: a lane for each kind of paper, a curve from each wording to what took it up.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::story::{Step, Story};
use super::parts::Show;
use super::trace::step_id;

/// Kinds of papers, from the one who demands to the one who answers: the order of lanes.
const LANES: [&str; 6] = ["directive", "demand", "reservation", "statement", "response", "plan"];

/// Years that the axis has at least: those that the spec speaks of.
const YEARS: (i32, i32) = (2016, 2024);

const WIDTH: f64 = 1_040.0;
const LEFT: f64 = 150.0;
const RIGHT: f64 = 110.0;
const TOP: f64 = 34.0;
const ROW: f64 = 26.0;
/// What a stop and the word beside it take on the axis.
const LABEL: f64 = 118.0;

/// A stop on the drawing.
struct Stop<'a> {
    number: usize,
    step: &'a Step,
    x: f64,
    y: f64,
}

/// The drawing; each stop leads to its wording further down.
pub fn timeline(show: &Show<'_>, story: &Story, prefix: &str) -> Markup {
    let axis = Axis::of(story);
    let (stops, lanes, height) = lay_out(story, &axis);
    html! {
        div.drawing tabindex="0" role="region" aria-label=(show.lang.fill("trace.drawing", &[&story.point_id])) {
            svg viewBox={ "0 0 " (WIDTH) " " (height) } role="group" aria-label=(show.t("trace.timeline")) {
                @for year in axis.from..=axis.to {
                    line.axis x1=(axis.x(f64::from(year))) y1=(TOP - 8.0) x2=(axis.x(f64::from(year))) y2=(height - 6.0) {}
                    text x=(axis.x(f64::from(year) + 0.5)) y="18" text-anchor="middle" { (year) }
                }
                @for (lane, y) in &lanes { text.small x="6" y=(y + 4.0) { (show.lang.name("kind", lane)) } }
                @for stop in &stops { @for from in stops.iter().filter(|from| is_source(from.step, stop.step)) { (curve(from, stop)) } }
                @for stop in &stops { (shown(show, stop, prefix)) }
            }
        }
    }
}

fn is_source(from: &Step, to: &Step) -> bool {
    !to.from_id.is_empty() && from.id == to.from_id
}

/// Years to places.
struct Axis {
    from: i32,
    to: i32,
}

impl Axis {
    fn of(story: &Story) -> Self {
        let years = || story.steps.iter().filter_map(|step| step.year);
        Self {
            from: years().chain([YEARS.0]).min().unwrap_or(YEARS.0),
            to: years().chain([YEARS.1]).max().unwrap_or(YEARS.1),
        }
    }

    fn x(&self, year: f64) -> f64 {
        let share = (year - f64::from(self.from)) / f64::from(self.to + 1 - self.from);
        ((LEFT + share * (WIDTH - LEFT - RIGHT)) * 10.0).round() / 10.0
    }
}

/// Where in time a step is: its day, or the middle of its year.
fn moment(step: &Step) -> Option<f64> {
    let year = f64::from(step.year?);
    let part = |range| step.date.get(range).and_then(|text: &str| text.parse::<f64>().ok());
    let day = part(5..7).zip(part(8..10)).map(|(month, day)| ((month - 1.0) * 30.4 + day) / 366.0);
    Some(year + day.unwrap_or(0.5).clamp(0.0, 0.99))
}

/// Each stop in its lane, on the first row where its word fits; then the lanes and the height of it all.
fn lay_out<'a>(story: &'a Story, axis: &Axis) -> (Vec<Stop<'a>>, Vec<(&'static str, f64)>, f64) {
    let mut of_lane: BTreeMap<usize, Vec<(f64, usize, &Step)>> = BTreeMap::new();
    for (number, step) in (1..).zip(&story.steps) {
        let lane = LANES.iter().position(|lane| *lane == step.kind).unwrap_or(LANES.len() - 1);
        if let Some(moment) = moment(step) {
            of_lane.entry(lane).or_default().push((axis.x(moment), number, step));
        }
    }
    let (mut stops, mut lanes, mut top) = (Vec::new(), Vec::new(), TOP + 10.0);
    for (lane, mut steps) in of_lane {
        steps.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        lanes.push((LANES[lane], top));
        let mut ends: Vec<f64> = Vec::new();
        for (x, number, step) in steps {
            let row = ends.iter().position(|end| *end <= x).unwrap_or(ends.len());
            ends.resize(ends.len().max(row + 1), 0.0);
            ends[row] = x + LABEL;
            stops.push(Stop { number, step, x, y: top + ROW * row as f64 });
        }
        top += ROW * ends.len() as f64 + 12.0;
    }
    (stops, lanes, top)
}

fn curve(from: &Stop<'_>, to: &Stop<'_>) -> Markup {
    let middle = f64::midpoint(from.x, to.x);
    html! { path.link d={ "M" (from.x) " " (from.y) " C" (middle) " " (from.y) " " (middle) " " (to.y) " " (to.x) " " (to.y) } {} }
}

fn shown(show: &Show<'_>, stop: &Stop<'_>, prefix: &str) -> Markup {
    let Stop { number, step, x, y } = stop;
    let relation = show.lang.name("relation", &step.relation);
    let year = step.year.unwrap_or_default();
    html! {
        a href={ "#" (step_id(prefix, *number)) } aria-label={ (number) " " (relation) ", " (year) ", " (show.lang.name("kind", &step.kind)) ", " (step.who) } {
            circle.stop.(if step.relation == "dropped" { "dropped" } else { "kept" }) cx=(x) cy=(y) r="7" {}
            text.small x=(x + 11.0) y=(y + 4.0) { (number) " " (relation) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_stands_where_it_belongs_in_its_year() {
        let step = |date: &str| Step { year: Some(2018), date: date.to_owned(), ..Step::default() };
        assert_eq!(moment(&step("")), Some(2018.5));
        assert!(moment(&step("2018-01-02")).expect("a day") < 2018.05);
        assert!(moment(&step("2018-12-31")).expect("a day") > 2018.9);
        assert_eq!(moment(&Step::default()), None);
        assert_eq!(moment(&step("2018-å1-02")), Some(2018.5));
    }

    #[test]
    fn stops_of_one_day_do_not_lie_on_each_other() {
        let step = |kind: &str| Step { year: Some(2018), kind: kind.to_owned(), ..Step::default() };
        let story =
            Story { point_id: "R".into(), steps: vec![step("plan"), step("plan"), step("directive")], answers: vec![] };
        let (stops, lanes, height) = lay_out(&story, &Axis::of(&story));
        assert_eq!((stops.len(), lanes.len()), (3, 2));
        assert!(stops.iter().all(|a| stops.iter().filter(|b| (a.x, a.y) == (b.x, b.y)).count() == 1));
        assert!(stops.iter().all(|stop| stop.y < height));
    }
}
