#include "kinds.h"

using namespace trimtab;

KindDescription Website::describe() const {
  return KindDescription("website", "A directory of pages, served by Python's web server")
      .spec(schema::object()
                .required("source", schema::path("Directory of the pages"))
                .property("startTimeout", schema::duration("How long until it must answer").fallback("20s"))
                .target_blocks())
      .offers(Capability("website").output("host", "string").output("port", "int"))
      .output("address", "endpoint");
}

Facts Website::ask(const AskContext& context) const {
  return Facts().program("python", {"python3"}).tree("pages", context.spec().text("source"));
}

Expansion Website::expand(const ExpandContext& context) const {
  const ProgramFact python = context.program("python");
  if (!python.found)
    throw Problem(Diagnostic::error("E1001", "no python3 on this machine").next("apt-get install python3"));
  const FileFact pages = context.file("pages");
  const std::string source = context.spec().text("source");
  if (!pages.exists) throw Problem(Diagnostic::error("E1002", "there is no directory " + source).at("/source"));

  const LocalBlock local(context.spec());
  Expansion all;
  all.add(Tree("pages", source, pages.digest).from("/source").summary(std::to_string(pages.files) + " files"));
  all.add(Config("notice").data("notice.txt", "notice.txt"));
  all.add(local.endpoint("http", 8000).protocol("http"));
  all.add(Workload("server", {python.path, "-m", "http.server", ref::port("http"), "--bind", ref::bind_address("http"),
                              "--directory", ref::tree("pages")})
              .from("/source")
              .summary(python.version)
              .ready(Probe::http(ref::port("http"), "/").period("200ms").says("the first page was read"))
              .startup(context.spec().text("startTimeout"))
              .stop("TERM", "5s")
              .local(local.process()));
  all.output("address", Output::endpoint("http"));
  for (const Claim& claim : context.claims_on_it()) {
    all.claim(claim.id(), "host", Output::host("http"));
    all.claim(claim.id(), "port", Output::port("http").after("workload/server"));
  }
  return all;
}
