# Prints the results of the suite as a table of libraries and scenarios, then what failed, then the
# sums. Reads first the list of what is known to fail, lines of library, scenario and reason, then
# the results, lines of language, library, scenario, outcome, milliseconds and detail. What is on the
# list and passes is named, so that it is taken off.
BEGIN { FS = "\t" }

FILENAME != last { file++; last = FILENAME }

file == 1 {
  if ($0 !~ /^#/ && NF >= 3) reason[$1, $2] = $3
  next
}

$4 == "through" { next }

{
  library = $2
  scenario = $3
  if (!(library in seen)) { seen[library] = 1; libraries[++l] = library }
  if (!(scenario in column)) { column[scenario] = 1; scenarios[++s] = scenario }
  if (length(library) > width) width = length(library)
  shown = $4
  if ((library, scenario) in reason) {
    if (shown == "ok") {
      mended[++m] = library ": " scenario
    } else {
      shown = "known"
      awaited[++k] = library ": " scenario ": " reason[library, scenario] " (" $6 ")"
    }
  } else if (shown == "failed") {
    bad[++b] = library ": " scenario ": " $6
  }
  if (shown == "ok") passed++
  if (outcome[library, scenario] != "failed") outcome[library, scenario] = shown
}

END {
  print ""
  printf "%-" width "s", "library"
  for (i = 1; i <= s; i++) {
    wide[i] = length(scenarios[i]) > 5 ? length(scenarios[i]) : 5
    printf "  %-" wide[i] "s", scenarios[i]
  }
  print ""
  for (i = 1; i <= l; i++) {
    printf "%-" width "s", libraries[i]
    for (j = 1; j <= s; j++) {
      shown = outcome[libraries[i], scenarios[j]]
      if (shown == "") shown = "."
      if (shown == "failed") shown = "FAIL"
      printf "  %-" wide[j] "s", shown
    }
    print ""
  }
  print ""
  for (i = 1; i <= m; i++) print "PASSES NOW, take it off known-failing.tsv: " mended[i]
  for (i = 1; i <= k; i++) print "KNOWN FAILING " awaited[i]
  for (i = 1; i <= b; i++) print "FAILED " bad[i]
  print passed + 0 " passed, " b + 0 " failed"
  exit b > 0
}
