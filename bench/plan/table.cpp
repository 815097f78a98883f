#include "bench/plan/table.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

namespace trimtab::bench {
namespace {

constexpr double most_bytes = 4096;
constexpr double most_exponent = 1.1;

/// Seconds that are promised for so many objects; none beyond the sizes that are named.
double promised(std::size_t objects) { return objects <= 10'000 ? 1.0 : objects <= 100'000 ? 10.0 : INFINITY; }

const char* verdict(bool kept) { return kept ? "" : "  <- missed"; }

}  // namespace

Table table_of(const std::vector<Line>& lines) {
  Table table;
  table.text = fmt::format("{:<11} {:<8} {:>7} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>7}\n", "form", "shape", "objects",
                           "load", "compile", "observe", "diff", "total s", "again s", "B/obj");
  std::map<std::string, std::vector<const Line*>> series;
  for (const Line& line : lines) {
    const Measured& measured = line.measured;
    const bool kept = measured.total <= promised(line.trial.objects) &&
                      (line.trial.objects < 10'000 || measured.bytes_per_object <= most_bytes);
    table.kept = table.kept && kept;
    table.text += fmt::format("{:<11} {:<8} {:>7}", line.trial.form, line.trial.shape, line.trial.objects);
    for (const Phase& phase : measured.phases) {
      if (phase.name != "again") table.text += fmt::format(" {:>8.3f}", phase.seconds);
    }
    table.text += fmt::format(" {:>8.3f} {:>8.3f} {:>7.0f}{}\n", measured.total, measured.phases.back().seconds,
                              measured.bytes_per_object, verdict(kept));
    series[line.trial.form + " " + line.trial.shape].push_back(&line);
  }
  table.text += fmt::format("\ngrowth exponent, smallest to largest size (promised: at most {})\n", most_exponent);
  for (const auto& [name, trials] : series) {
    if (trials.size() < 2) continue;
    const Line& first = *trials.front();
    const Line& last = *trials.back();
    const double exponent =
        std::log(last.measured.total / first.measured.total) /
        std::log(static_cast<double>(last.trial.objects) / static_cast<double>(first.trial.objects));
    const bool kept = exponent <= most_exponent;
    table.kept = table.kept && kept;
    table.text += fmt::format("{:<20} {:.2f}{}\n", name, exponent, verdict(kept));
  }
  table.text += fmt::format("\npromised: 10,000 objects < 1 s, 100,000 < 10 s, at most {:.0f} B of memory per object\n",
                            most_bytes);
  return table;
}

}  // namespace trimtab::bench
