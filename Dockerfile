# Odoo 19 with the add-ons of this project. The official image brings Odoo, its Python
# packages and a wkhtmltopdf with patched Qt, so PDFs have header and footer.
FROM odoo:19.0

USER root

# A font that knows Chinese, for PDFs; and what the add-ons need beyond the image.
COPY deploy/requirements-addons.txt /opt/dms/
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-wqy-microhei \
    && rm -rf /var/lib/apt/lists/* \
    && pip3 install --no-cache-dir --break-system-packages --ignore-installed \
        --requirement /opt/dms/requirements-addons.txt

COPY addons /mnt/extra-addons
COPY tools/dmsctl/addons.py deploy/container.py /opt/dms/
COPY odoo.conf /etc/odoo/odoo.conf

USER odoo

ENTRYPOINT ["python3", "/opt/dms/container.py"]
CMD ["serve"]
