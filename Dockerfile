# One image for every service: public door, desk, worker, and the commands of operators.
FROM python:3.13-slim
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# The owner of files in volumes is a number there, so it is fixed here.
RUN groupadd --system --gid 10001 suara \
 && useradd --system --uid 10001 --gid suara --home-dir /data --no-create-home suara \
 && install -d -o suara -g suara -m 0700 /data /data/files /ledger /backups
WORKDIR /app
COPY requirements.txt ./
# All are wheels but one, which is plain Python and brings none.
RUN pip install --require-hashes --only-binary=:all: --no-binary=langdetect -r requirements.txt
COPY backend backend
COPY frontend_templates frontend_templates
COPY locales locales
COPY workflows workflows
# The root of a container is read only, so what Python would write beside its modules is made now.
RUN python -m compileall -q backend \
 && printf '#!/bin/sh\nexec python -m backend "$@"\n' > /usr/local/bin/suara \
 && chmod 0755 /usr/local/bin/suara
USER 10001:10001
ENV SUARA_DATA_DIR=/data
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["python", "-m", "backend"]
CMD ["serve", "--host", "0.0.0.0"]
