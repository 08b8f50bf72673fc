# One image for every process: public door, desk, worker, or all of them (the default).
FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home suara && install -d -o suara -m 0700 /data
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY backend backend
COPY frontend_templates frontend_templates
COPY locales locales
COPY workflows workflows
USER suara
ENV SUARA_DATA_DIR=/data
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["python", "-m", "backend"]
CMD ["serve", "--host", "0.0.0.0"]
