#pragma once

#include <map>
#include <string>
#include <vector>

#include <trimtab/plugin.hpp>

#include "environment.h"
#include "roles.h"

namespace trimtab::airflow {

using Section = std::map<std::string, std::string>;
using Sections = std::map<std::string, Section>;

/// What the spec's `executor` says, in order.
[[nodiscard]] std::vector<std::string> executors(const View& spec);
[[nodiscard]] bool uses(const View& spec, const std::string& executor);

/// The API server as roles and tasks reach it. Below the path of `url`, because Airflow serves its parts there and
/// nowhere else.
[[nodiscard]] std::string api_server_url(const View& spec);
/// Where task logs lie, as resource text.
[[nodiscard]] std::string logs_folder(const ExpandContext& context);
/// Options of the section `logging` by which logs go to an object store; empty where they do not.
[[nodiscard]] Section remote_logging(const View& spec);
/// "True", "64": a setting as Airflow reads it.
[[nodiscard]] std::string text_of_setting(const Json& value);

/// airflow.cfg: the user's settings and ours. Secrets stand in it as commands that read their files. Settings that
/// trimtab owns are refused in the user's part, each with the field to use instead.
void add_settings(const Platform& platform, Expansion& expansion);

}  // namespace trimtab::airflow
