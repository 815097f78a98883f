#include "core/spec/gather.h"

#include <fmt/format.h>

#include "core/spec/codes.h"
#include "core/spec/files.h"
#include "core/spec/merge.h"
#include "core/support/failpoint.h"
#include "core/yaml/codes.h"
#include "core/yaml/yaml.h"

namespace trimtab {
namespace {

std::unexpected<Error> unreadable(const std::string& file, const Error& reason) {
  Diagnostic diagnostic;
  diagnostic.code = code::unreadable;
  diagnostic.what = fmt::format("cannot read {}", file);
  diagnostic.why.push_back(reason.message());
  diagnostic.next = file == "trimtab.yaml" ? "trimtab plan -f FILE" : "";
  return fail(Errc::invalid, std::move(diagnostic));
}

Result<Source> read_source(const LoadRequest& request, const std::string& file) {
  TRIMTAB_FAILPOINT("spec.read");
  if (file == "-") {
    if (!request.standard_input) return fail(Errc::usage, code::unreadable, "standard input cannot be read here");
    TRIMTAB_TRY(std::string bytes, request.standard_input(max_source_bytes));
    return make_source(file, request.working_directory, std::move(bytes));
  }
  const Path path = (request.working_directory / file).lexically_normal();
  // A large file is refused by its size, before any of it is read.
  if (const auto status = request.disk.status(path); status && *status && (*status)->size > max_source_bytes)
    return fail(Errc::invalid, code::too_large,
                fmt::format("{} has {} bytes, a spec may have {}", file, (*status)->size, max_source_bytes));
  auto bytes = read_through_links(request.disk, path, max_source_bytes);
  if (!bytes) return unreadable(file, bytes.error());
  return make_source(file, path.parent_path(), std::move(*bytes));
}

Result<NodeIndex> parse_file(Document& document, Source source, Findings& findings) {
  TRIMTAB_FAILPOINT("spec.parse");
  const std::uint16_t index = document.add_source(std::move(source));
  TRIMTAB_TRY(const NodeIndex root, parse_yaml(document, index, findings));
  const std::string& name = document.source(index).name;
  if (root == no_node || document.kind(root) == NodeKind::null)
    return fail(Errc::invalid, code::documents, fmt::format("{} holds no document", name));
  if (document.kind(root) != NodeKind::map) {
    Diagnostic diagnostic;
    diagnostic.code = code::wrong_type;
    diagnostic.what = fmt::format("a spec is a map, this is {}", to_text(document.kind(root)));
    diagnostic.at = document.at(root);
    diagnostic.next = "begin with apiVersion: trimtab.dev/v1";
    return fail(Errc::invalid, std::move(diagnostic));
  }
  return root;
}

/// Parses `a.b=VALUE`. What stands before the value is blanked out for the parser, so that offsets stay true.
Status apply_set(Document& document, Merger& merger, NodeIndex& root, const std::string& text, Findings& findings) {
  TRIMTAB_TRY(Source source, make_source(set_source, {}, text));
  TRIMTAB_TRY(const SetArgument argument, parse_set(source));
  Source blanked = source;
  blanked.text.replace(0, argument.value, argument.value, ' ');
  const std::uint16_t index = document.add_source(std::move(blanked));
  auto value = parse_yaml(document, index, findings);
  document.restore_text(index, std::move(source.text));
  if (!value) return std::unexpected(std::move(value).error());
  if (*value == no_node) {
    Node nothing;
    nothing.source = index;
    nothing.at = static_cast<std::uint32_t>(argument.value);
    value = document.add(nothing);
  }
  root = merger.set(root, argument.path, *value);
  return {};
}

}  // namespace

NodeIndex gather(const LoadRequest& request, KindSchemas& kinds, const Envelope& envelope, Document& document,
                 Findings& findings, std::vector<std::string>& names) {
  names = request.files;
  if (names.empty()) names.push_back("trimtab.yaml");
  std::vector<NodeIndex> roots;
  bool complete = true;
  for (const std::string& file : names) {
    auto source = read_source(request, file);
    auto root = source ? parse_file(document, std::move(*source), findings)
                       : Result<NodeIndex>(std::unexpected(std::move(source).error()));
    if (root) {
      roots.push_back(*root);
    } else {
      findings.add(std::move(root).error());
      complete = false;
    }
  }
  names.emplace_back(set_source);
  if (!complete) return no_node;
  Merger merger(document, kinds, envelope, findings);
  NodeIndex root = roots.front();
  for (std::size_t i = 1; i < roots.size(); ++i) root = merger.merge(root, roots[i]);
  for (const std::string& set : request.sets) {
    if (auto done = apply_set(document, merger, root, set, findings); !done) findings.add(std::move(done).error());
  }
  document.shrink();
  return root;
}

}  // namespace trimtab
