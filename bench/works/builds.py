"""What it costs to build a program with the client in it."""

import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import time

from processes import Failed
from progenitor import reduced
from report import Row, Section, Table, number, seconds

OURS = "plex-api"
# Each program lists a library. What they depend on is what the client's own README says.
TOKIO = 'tokio = { version = "1", features = ["macros", "rt-multi-thread"] }'
DEPENDENCIES = {
    OURS: 'plex-api = { path = "{root}/crates/plex-api" }',
    "progenitor": """progenitor = "0.15"
chrono = { version = "0.4", features = ["serde"] }
reqwest = { version = "0.13", features = ["json", "query", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1\"""",
    "plex-api 0.0.12": 'plex-api = "=0.0.12"',
}
PROGRAMS = {
    OURS: """
#[tokio::main]
async fn main() -> plex_api::Result<()> {
    let plex = plex_api::Plex::builder("Lister", "lister").build()?;
    let server = plex.server_from_env()?;
    let mut movies = server.library().items("1").items();
    while let Some(movie) = movies.try_next().await? {
        println!("{:?}", movie.title);
    }
    Ok(())
}
""",
    "progenitor": """
progenitor::generate_api!("api.json");

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("X-Plex-Token", std::env::var("PLEX_TOKEN")?.parse()?);
    headers.insert("Accept", "application/json".parse()?);
    let http = reqwest::Client::builder().default_headers(headers).build()?;
    let client = Client::new_with_client(&std::env::var("PLEX_URL")?, http);
    let answer = client.list_section_items({arguments}).await?.into_inner();
    for movie in answer.media_container.iter().flat_map(|container| &container.metadata) {
        println!("{:?}", movie.title);
    }
    Ok(())
}
""",
    "plex-api 0.0.12": """
use plex_api::{HttpClientBuilder, Server, library::{Library, MetadataItem}};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::var("PLEX_URL")?;
    let client = HttpClientBuilder::new(url.as_str()).set_x_plex_token(std::env::var("PLEX_TOKEN")?).build()?;
    let server = Server::new(url.as_str(), client).await?;
    for library in server.libraries() {
        if let Library::Movie(movies) = library {
            for movie in movies.movies().await? {
                println!("{:?}", movie.title());
            }
        }
    }
    Ok(())
}
""",
}
ROUNDS = 3


def measure(bench):
    profiles = ["dev"] if bench.quick else ["dev", "release"]
    section = Section(
        "Builds",
        "The same small program, which lists a library, with each client in a project and a target directory of its own: built "
        "from nothing with all packages at hand, then again after an edit of the program. Every program has the features that the "
        "client turns on by itself, and cargo's own profiles. *progenitor* is its client of our own document, made by its macro: "
        "error answers, second media types, parameters that are objects and members that differ in case alone are taken out "
        "before, because it takes none of them. CPU is the time of all processes together, which does not depend on the number "
        "of cores; packages are those of `cargo tree -e normal,build`, the program itself not counted.",
        notes=["builds"],
    )
    results, longest = {}, []
    for name in PROGRAMS:
        project = prepare(bench, name)
        try:
            results[name] = {"packages": packages(project), **{profile: build(project, profile) for profile in profiles}}
        except Failed as failure:
            results.pop(name, None)
            section.rows.append(Row(f"build with {name}", "", f"failed: {failure}", False))
        if name == OURS:
            longest = longest_units(project)
        shutil.rmtree(project)
    if OURS not in results:
        return section
    rows(section, results, profiles[-1])
    for profile in profiles:
        section.parts.append(table(results, profile))
    if longest:
        told = ", ".join(f"{name} {seconds(took)}" for name, took in longest)
        section.parts.append(f"What the cold build of plex-api ({profiles[-1]}) waits for longest, as `cargo build --timings` tells: {told}.")
    return section


def prepare(bench, name):
    """A project with the program, its packages fetched."""
    project = bench.places / "builds" / name.replace(" ", "-")
    (project / "src").mkdir(parents=True, exist_ok=True)
    program = PROGRAMS[name]
    if name == "progenitor":
        bundle = subprocess.run(["cargo", "xtask", "bundle"], cwd=bench.root, capture_output=True, text=True, check=True)
        document = reduced(json.loads(bundle.stdout))
        (project / "api.json").write_text(json.dumps(document))
        # The section comes first, and everything else may be left out.
        listing = document["paths"]["/library/sections/{sectionId}/all"]["get"]
        others = len(listing["parameters"]) - 1
        program = program.replace("{arguments}", ", ".join(['"1"', *["None"] * others]))
    (project / "src/main.rs").write_text(program)
    manifest = f'[workspace]\n\n[package]\nname = "lister"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n{DEPENDENCIES[name]}\n{TOKIO}\n'
    (project / "Cargo.toml").write_text(manifest.replace("{root}", str(bench.root)))
    run(["cargo", "fetch", "--quiet"], project)
    return project


def longest_units(project):
    """The packages that took longest in the last build with timings; none where cargo's report has another form."""
    report = project / "target/cargo-timings/cargo-timing.html"
    found = re.search(r"const UNIT_DATA = (\[.*?\]);\n", report.read_text(), re.DOTALL) if report.exists() else None
    units = json.loads(found[1]) if found else []
    took = sorted(((unit["name"] + unit["target"], unit["duration"]) for unit in units), key=lambda unit: -unit[1])
    return took[:8]


def build(project, profile):
    command = ["cargo", "build", "--quiet", "--offline", "--profile", profile]
    cold = timed([*command, "--timings"], project)
    edits = []
    program = project / "src/main.rs"
    for number_ in range(ROUNDS):
        program.write_text(program.read_text().replace("{:?}\"", f"{{:?}} {number_}\"", 1))
        edits.append(timed(command, project))
    binary = project / "target" / ("debug" if profile == "dev" else profile) / "lister"
    stripped = binary.with_suffix(".stripped")
    run(["strip", "-o", stripped, binary], project)
    return {
        "cold": cold,
        "edit": tuple(statistics.median(values) for values in zip(*edits)),
        "size": binary.stat().st_size,
        "stripped": stripped.stat().st_size,
    }


def timed(command, project):
    """Seconds on the clock, and seconds of processors."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    run(command, project)
    took, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(command, project):
    environment = {**os.environ, "CARGO_TARGET_DIR": str(project / "target")}
    done = subprocess.run(command, cwd=project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        complaints = [line for line in done.stderr.splitlines() if "error" in line]
        raise Failed(f"{project.name}: {(complaints or [done.stderr[-300:]])[0]}")
    return done.stdout


def packages(project):
    lines = run(["cargo", "tree", "--offline", "--prefix", "none", "--no-dedupe", "-e", "normal,build"], project).splitlines()
    return len({" ".join(line.split()[:2]) for line in lines if line.strip()}) - 1


def rows(section, results, profile):
    peers = [name for name in results if name != OURS]
    figures = {
        "cold build, CPU": (lambda one: one[profile]["cold"][1], seconds),
        "build after an edit": (lambda one: one[profile]["edit"][0], seconds),
        "binary, stripped": (lambda one: one[profile]["stripped"] / 2**20, lambda size: f"{number(size)} MiB"),
        "packages in the tree": (lambda one: one["packages"], str),
    }
    for what, (figure, text) in figures.items():
        ours, theirs = figure(results[OURS]), {name: figure(results[name]) for name in peers}
        beside = ", ".join(f"{name} {text(value)}" for name, value in theirs.items())
        profile_ = "" if "packages" in what else f" ({profile})"
        section.rows.append(Row(f"{what}{profile_}", f"below {beside}", text(ours), all(ours < value for value in theirs.values())))


def table(results, profile):
    header = [f"{profile} profile", "cold", "cold, CPU", "after an edit", "after an edit, CPU", "binary", "stripped", "packages"]
    lines = []
    for name, result in results.items():
        one = result[profile]
        times = [seconds(value) for value in (*one["cold"], *one["edit"])]
        sizes = [f"{number(one[size] / 2**20)} MiB" for size in ("size", "stripped")]
        lines.append([name, *times, *sizes, str(result["packages"])])
    return Table(header, lines)
