# make run [RECIPE=...]   make test   make help

PYTHON  ?=
VENV    := .venv
PY      := $(VENV)/bin/python
setting  = $(shell sed -n 's/^$1 *= *//p' settings.ini)
oldest  := $(call setting,min_python)
newest_ := $(call setting,max_python)
dev     := $(call setting,dev_requirements)
# the development tools need this cap; with it from the start, `run` and `test` share one environment
cap     := $(filter fastcore<%,$(dev))
uncapped := $(foreach r,$(dev),$(if $(findstring <,$r)$(findstring ==,$r),,$r))
# make variables count when they are given on the command line, not when the shell happens to have one of that name
given    = $(if $(findstring command,$(origin $1)),--$2 "$($1)")
only     = $(if $(findstring command,$(origin NB)),$(NB))
fits     = -c 'import sys; v=lambda s: tuple(map(int, s.split("."))); sys.exit(not v("$(oldest)") <= sys.version_info[:2] <= v("$(newest_)"))'
install  = -m pip install --disable-pip-version-check
again    = { echo; echo "The installation did not finish: pip's message above says why. The same command goes on from here."; exit 1; }

.PHONY: help run test readme export home prepare docs notebooks newest newest-packages oldest oldest-packages clean
.DELETE_ON_ERROR:

help:  ## what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

run: $(VENV)/.run  ## data, training, report: RECIPE=name DATA=folder EPOCHS=n SEED=n OUT=folder
	@$(PY) -m cifar_nb.cli run $(if $(findstring command,$(origin RECIPE)),"$(RECIPE)") $(call given,DATA,data) $(call given,EPOCHS,epochs) $(call given,SEED,seed) $(call given,OUT,out)

test: $(VENV)/.dev  ## every notebook's tests, with nbdev_test: FLAGS="real_data slow gpu" adds those, NB=00_data takes one
	@$(PY) .ci/notebooks.py $(only) $(call given,FLAGS,flags)

readme: $(VENV)/.dev  ## README.md and the site's settings, out of nbs/index.ipynb and settings.ini
	@$(PY) .ci/readme.py

export: $(VENV)/.dev  ## cifar_nb/*.py, out of the notebooks
	@$(VENV)/bin/nbdev_export

home: $(VENV)/.made  ## badges and install lines, out of `user` and `repo` in settings.ini
	@$(PY) .ci/home.py

prepare: home  ## before a commit: home, clean, export, readme
	@$(MAKE) $(VENV)/.dev
	@$(VENV)/bin/nbdev_clean
	@$(MAKE) export readme

docs: $(VENV)/.dev  ## the site, into _docs (needs Quarto)
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH"; command -v quarto >/dev/null || { echo "The site needs Quarto: $(VENV)/bin/pip install quarto-cli"; exit 1; }; \
	 touch README.md && nbdev_docs

notebooks: $(VENV)/.dev  ## the notebooks, in Jupyter
	@$(VENV)/bin/jupyter lab nbs

newest: newest-packages  ## every notebook in Jupyter's own runner, with the newest fastai and fastcore, in .venv-newest
	@.venv-newest/bin/python .ci/notebooks.py --jupyter $(only)

oldest: oldest-packages  ## the same with the lowest versions that settings.ini admits, in .venv-oldest
	@.venv-oldest/bin/python .ci/notebooks.py --jupyter $(only)

clean:  ## remove what was built; runs, data and .venv stay
	@rm -rf _docs _proc build dist *.egg-info cifar_nb/__pycache__ nbs/.ipynb_checkpoints nbs/__pycache__ nbs/.quarto

# --- environments: made once, installed into again only when what they are made of changes
$(VENV)/.made .venv-newest/.made .venv-oldest/.made:
	@py=; for p in $(or $(PYTHON),$(if $(findstring oldest,$@),python$(oldest)) $(if $(findstring newest,$@),,python3) python3.13 python3.12 python3.11 python3.10 python3); do \
	   if "$$p" $(fits) 2>/dev/null; then py=$$p; break; fi; done; \
	 test -n "$$py" || { echo "This needs Python $(oldest) to $(newest_), and $(or $(PYTHON),python3) is missing, older or newer: install one," \
	   "or say where it is with PYTHON=/path/to/python3."; exit 1; }; \
	 test -x $(@D)/bin/python || "$$py" -m venv $(@D) || \
	   { echo "$$py could not make $(@D): on Debian and Ubuntu, install python3-venv first."; exit 1; }
	@$(@D)/bin/python $(fits) || { echo "$(@D) is not a Python $(oldest) to $(newest_): remove that folder and run this again."; exit 1; }
	@$(@D)/bin/python -m pip --version >/dev/null 2>&1 || $(@D)/bin/python -m ensurepip
	@touch $@

$(VENV)/.run: $(VENV)/.made settings.ini setup.py
	@echo "Installing into $(VENV), once: PyTorch is most of it, and takes minutes."
	@$(PY) $(install) -e . $(foreach c,$(cap),'$c') || $(again)
	@touch $@

$(VENV)/.dev: $(VENV)/.made settings.ini setup.py
	@echo "Installing into $(VENV), once: PyTorch is most of it, and takes minutes."
	@$(PY) $(install) -e '.[dev,distributed]' || $(again)
	@touch $(VENV)/.run $@

# no stamp: being up to date is what it is for
newest-packages: .venv-newest/.made
	@.venv-newest/bin/python $(install) --upgrade --upgrade-strategy eager -e '.[distributed]' $(foreach r,$(uncapped),'$r') || $(again)

oldest-packages: .venv-oldest/.made
	@.venv-oldest/bin/python $(install) -e '.[distributed]' $(foreach r,$(call setting,requirements) $(call setting,distributed_requirements) $(uncapped),'$(subst >=,==,$r)') || $(again)
