# The program with the versions of requirements.lock. Trials are mounted: docker run -v "$PWD:/trials" trialstats run neck
FROM python:3.11-slim
COPY requirements.lock /tmp/
RUN pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock
COPY . /tmp/trialstats
RUN pip install --no-cache-dir --no-deps --no-build-isolation /tmp/trialstats \
 && python -m compileall -q "$(python -c 'import trialstats; print(trialstats.__path__[0])')" \
 && rm -r /tmp/trialstats
# Threads gain nothing on small matrices; caches are the folder's.
ENV OMP_NUM_THREADS=1
WORKDIR /trials
ENTRYPOINT ["trialstats"]
CMD ["--help"]
